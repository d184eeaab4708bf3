import { ApiProperty } from '@nestjs/swagger';
import { IsWhole } from '../../http/validation/number.js';
import type { WallDay, WallWindow } from '../wall-time/windows.js';
import { WeekDayDto, WindowDto } from '../wall-time/windows.dto.js';

export class DayQueryDto {
  @IsWhole(1, 7, { optional: true, description: 'Only this ISO weekday of the week: 1 is Monday' })
  day?: number;
}

export class OverrideDto {
  @ApiProperty({ format: 'date', example: '2027-12-24', description: 'On the calendar of the location' })
  date!: string;

  @ApiProperty({ type: [WindowDto], description: 'None: off' })
  windows!: readonly WallWindow[];
}

export class TimeOffSpanDto {
  @ApiProperty({ example: 3 })
  id!: number;

  @ApiProperty({ format: 'date-time', example: '2027-07-01T04:00:00.000Z' })
  startsAt!: string;

  @ApiProperty({ format: 'date-time', example: '2027-07-15T04:00:00.000Z' })
  endsAt!: string;
}

export class AvailabilityDto {
  @ApiProperty({ example: 1 })
  barberId!: number;

  @ApiProperty({ example: 'America/New_York', description: 'The clock of his location' })
  timezone!: string;

  @ApiProperty({ type: [WeekDayDto], description: 'All seven days, Monday first, or the one asked for' })
  weekly!: readonly WallDay[];

  @ApiProperty({ type: [OverrideDto], description: 'What replaces the week on a date: today and later' })
  overrides!: readonly OverrideDto[];

  @ApiProperty({ type: [TimeOffSpanDto], description: 'What ends today or later' })
  timeOff!: readonly TimeOffSpanDto[];
}
