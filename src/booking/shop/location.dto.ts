import { ApiProperty } from '@nestjs/swagger';
import { IsId } from '../../http/validation/number.js';
import { IsZone } from '../../http/validation/zone.js';
import { IsName } from './name.field.js';

const ZONE = { description: 'The clock that windows, business hours and overrides are read on' };

export class NewLocationDto {
  @IsName({ example: 'Brooklyn' })
  name!: string;

  @IsZone(ZONE)
  timezone!: string;

  @IsId({ optional: true, default: 1 })
  businessId: number = 1;
}

export class LocationChangesDto {
  @IsName({ example: 'Brooklyn', optional: true })
  name?: string;

  @IsZone({ ...ZONE, optional: true })
  timezone?: string;

  @IsId({ optional: true })
  businessId?: number;
}

export class LocationDto {
  @ApiProperty({ example: 1 })
  id!: number;

  @ApiProperty({ example: 'Brooklyn' })
  name!: string;

  @ApiProperty({ example: 'America/New_York' })
  timezone!: string;

  @ApiProperty({ example: 1 })
  businessId!: number;
}
