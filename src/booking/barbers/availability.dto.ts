import { IntersectionType } from '@nestjs/swagger';
import {
  HasDay,
  HasId,
  HasInstant,
  HasList,
  HasOne,
  HasText,
  HasZone,
} from '../../http/openapi/answer-fields.js';
import { IsWhole } from '../../http/validation/number.js';
import type { WallDay, WallWindow } from '../wall-time/windows.js';
import { AffectedDto } from '../affected/affected.dto.js';
import { RotaWeeksDto } from './rota.dto.js';
import { WeekDayDto, WindowDto } from '../wall-time/windows.dto.js';

export class DayQueryDto {
  @IsWhole(1, 7, { optional: true, description: 'Only this ISO weekday of the week: 1 is Monday' })
  day?: number;
}

export class OverrideDto {
  @HasDay('2027-12-24', { description: 'On the calendar of the location' })
  date!: string;

  @HasList(() => WindowDto, { description: 'None: the barber does not work' })
  windows!: readonly WallWindow[];
}

export class TimeOffSpanDto {
  @HasId({ example: 3 })
  id!: number;

  @HasInstant('2027-07-01T04:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-07-15T04:00:00.000Z')
  endsAt!: string;

  @HasText('Holiday', {
    nullable: true,
    optional: true,
    description: 'Answered to staff who may see the schedule only',
  })
  reason?: string | null;
}

export class AvailabilityDto {
  @HasId()
  barberId!: number;

  @HasZone({ description: 'The clock of the barber’s location' })
  timezone!: string;

  @HasList(() => WeekDayDto, { description: 'All seven days, Monday first, or the one asked for' })
  weekly!: readonly WallDay[];

  @HasOne(() => RotaWeeksDto, {
    optional: true,
    description: 'Weeks that alternate, in place of `weekly` from a date on, if there are any',
  })
  rota?: RotaWeeksDto;

  @HasList(() => OverrideDto, { description: 'Windows that replace the week on a date; today and later' })
  overrides!: readonly OverrideDto[];

  @HasList(() => TimeOffSpanDto, { description: 'Time off that ends today or later' })
  timeOff!: readonly TimeOffSpanDto[];
}

export class ChangedAvailabilityDto extends IntersectionType(AvailabilityDto, AffectedDto) {}

export class ChangedOverrideDto extends IntersectionType(OverrideDto, AffectedDto) {}
