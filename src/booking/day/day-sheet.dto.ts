import { AppointmentDto } from '../appointments/appointment.dto.js';
import {
  HasCount,
  HasDay,
  HasId,
  HasInstant,
  HasList,
  HasOne,
  HasText,
  HasZone,
} from '../../http/openapi/answer-fields.js';
import { IsDay } from '../../http/validation/day.js';

export class DaySheetQueryDto {
  @IsDay({ optional: true, description: 'On the calendar of the location. Default: today' })
  date?: string;
}

/** A window within the business hours, on the clock and in UTC. */
class DayWindowDto {
  @HasText('09:00')
  start!: string;

  @HasText('17:30', {
    description: '`24:00` is the end of the day; an end at or before the start is on the next day',
  })
  end!: string;

  @HasInstant('2027-03-15T13:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-15T21:30:00.000Z')
  endsAt!: string;
}

class DayTimeOffDto {
  @HasId({ example: 3 })
  id!: number;

  @HasInstant('2027-03-15T18:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-15T19:00:00.000Z')
  endsAt!: string;

  @HasText('Dentist', { nullable: true })
  reason!: string | null;
}

/** What is on a date and began on the one before. */
class NightBeforeDto {
  @HasList(() => DayWindowDto)
  windows!: DayWindowDto[];

  @HasList(() => AppointmentDto, { description: 'By start' })
  bookings!: AppointmentDto[];
}

class GapDto {
  @HasInstant('2027-03-15T13:30:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-15T14:15:00.000Z')
  endsAt!: string;

  @HasCount(45)
  minutes!: number;
}

class BarberDayDto {
  @HasId()
  id!: number;

  @HasText('Maya Alvarez')
  name!: string;

  @HasList(() => DayWindowDto, {
    description: 'When they work, within the business hours; windows that begin on the date',
  })
  windows!: DayWindowDto[];

  @HasList(() => AppointmentDto, {
    description: 'Appointments that begin on the date and are not cancelled, by start',
  })
  bookings!: AppointmentDto[];

  @HasOne(() => NightBeforeDto, {
    description: 'Windows and appointments that began on the date before, and end on this one',
  })
  nightBefore!: NightBeforeDto;

  @HasList(() => DayTimeOffDto, { description: 'Time off on the date, by start' })
  timeOff!: DayTimeOffDto[];

  @HasList(() => GapDto, {
    description: 'What appointments, their buffers and time off leave free of the windows',
  })
  gaps!: GapDto[];
}

/** A day of a location. */
export class DaySheetDto {
  @HasDay('2027-03-15')
  date!: string;

  @HasZone()
  timezone!: string;

  @HasId()
  locationId!: number;

  @HasList(() => BarberDayDto, {
    description: 'Those who work at the location, and those who have appointments there on the date; by id',
  })
  barbers!: BarberDayDto[];
}
