import { ApiProperty } from '@nestjs/swagger';
import { IsId } from '../../http/validation/number.js';
import type { WallDay } from '../wall-time/windows.js';
import { WeekDayDto } from '../wall-time/windows.dto.js';

export class LocationQueryDto {
  @IsId({ optional: true, description: 'Default: the first location' })
  locationId?: number;
}

export class BusinessHoursDto {
  @ApiProperty({ example: 1 })
  locationId!: number;

  @ApiProperty({ example: 'America/New_York' })
  timezone!: string;

  @ApiProperty({ type: [WeekDayDto], description: 'All seven days, Monday first' })
  weekly!: readonly WallDay[];
}
