import { ApiProperty } from '@nestjs/swagger';
import { IsId, IsIds } from '../../http/validation/number.js';
import { IsName } from '../shop/name.field.js';

const USER = {
  optional: true,
  nullable: true,
  example: 7,
  description:
    'The account that may change what is his own; a client becomes a barber by it, at the next login',
};
const SERVICES = { optional: true, description: 'What he offers; none: all services' };

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
  @ApiProperty({ example: 1 })
  id!: number;

  @ApiProperty({ example: 'Maya Alvarez' })
  name!: string;

  @ApiProperty({ example: 1 })
  locationId!: number;

  @ApiProperty({ type: Number, nullable: true, example: 7 })
  userId!: number | null;

  @ApiProperty({ type: [Number], example: [1, 2], description: 'None: all services' })
  serviceIds!: number[];
}
