import { HasId, HasIds, HasText } from '../../http/openapi/answer-fields.js';
import { IsId, IsIds } from '../../http/validation/number.js';
import { IsName } from '../shop/name.field.js';

const USER = {
  optional: true,
  nullable: true,
  example: 7,
  description: 'The account of this barber. A client account gets the role barber at its next login',
};
const SERVICES = { optional: true, description: 'The services offered; none: all services' };

export class NewBarberDto {
  @IsName({ example: 'Maya Alvarez' })
  name!: string;

  @IsId()
  locationId!: number;

  @IsId({ ...USER, default: null })
  userId: number | null = null;

  @IsIds({ ...SERVICES, default: [] })
  serviceIds: number[] = [];
}

export class BarberChangesDto {
  @IsName({ example: 'Maya Alvarez', optional: true })
  name?: string;

  @IsId({ optional: true })
  locationId?: number;

  @IsId(USER)
  userId?: number | null;

  @IsIds(SERVICES)
  serviceIds?: number[];
}

export class BarbersQueryDto {
  @IsId({ optional: true, description: 'Only the barbers of this location' })
  locationId?: number;
}

export class BarberDto {
  @HasId()
  id!: number;

  @HasText('Maya Alvarez')
  name!: string;

  @HasId()
  locationId!: number;

  @HasId({ nullable: true, example: 7 })
  userId!: number | null;

  @HasIds({ description: 'None: all services' })
  serviceIds!: number[];
}
