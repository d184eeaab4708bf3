import { IsId, IsWhole } from '../../http/validation/number.js';
import { IsNested } from '../../http/validation/nested.js';
import { IsSomeOf, IsText } from '../../http/validation/text.js';
import { NewClientFieldsDto } from '../clients/client.dto.js';
import { OVERRIDES, type Override } from './slot-overrides.js';

export class WalkInDto {
  @IsId()
  locationId!: number;

  @IsId()
  serviceId!: number;

  @IsId({ optional: true, description: 'Default: the barber who can begin first' })
  barberId?: number;

  @IsId({ optional: true, example: 12 })
  clientId?: number;

  @IsNested(() => NewClientFieldsDto, {
    optional: true,
    description: 'Without it and without `clientId`, the appointment has no client',
  })
  client?: NewClientFieldsDto;

  @IsWhole(0, 240, {
    optional: true,
    default: 15,
    example: 15,
    description: 'How long the client would wait',
  })
  startsWithinMinutes: number = 15;

  @IsText({ optional: true, nullable: true, min: 0, max: 2000, example: 'Short on the sides' })
  notes?: string | null;

  @IsSomeOf(OVERRIDES, {
    optional: true,
    description: 'Rules that this request goes beyond. Notice and grid never apply to a walk-in',
  })
  override?: Override[];

  @IsText({ optional: true, max: 500, example: 'A regular', description: 'Why; for the shop' })
  overrideReason?: string;
}
