import { IntersectionType } from '@nestjs/swagger';
import { AffectedDto } from '../affected/affected.dto.js';
import { HasId, HasInstant, HasText } from '../../http/openapi/answer-fields.js';
import { IsInstant } from '../../http/validation/instant.js';
import { IsText } from '../../http/validation/text.js';

export class NewTimeOffDto {
  @IsInstant({ example: '2027-07-01T04:00:00.000Z' })
  startsAt!: string;

  @IsInstant({ example: '2027-07-15T04:00:00.000Z', description: 'After startsAt, by five years at most' })
  endsAt!: string;

  @IsText({
    max: 500,
    example: 'Holiday',
    optional: true,
    nullable: true,
    description: 'For the shop’s staff; not shown to clients',
  })
  reason: string | null = null;
}

export class TimeOffDto {
  @HasId({ example: 3 })
  id!: number;

  @HasId()
  barberId!: number;

  @HasInstant('2027-07-01T04:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-07-15T04:00:00.000Z')
  endsAt!: string;

  @HasText('Holiday', { nullable: true })
  reason!: string | null;
}

export class AddedTimeOffDto extends IntersectionType(TimeOffDto, AffectedDto) {}
