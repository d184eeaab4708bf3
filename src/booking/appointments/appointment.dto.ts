import {
  HasCount,
  HasDay,
  HasId,
  HasInstant,
  HasList,
  HasOneOf,
  HasText,
  HasZone,
} from '../../http/openapi/answer-fields.js';
import { Requires } from '../../http/openapi/requires.decorator.js';
import { IsDay } from '../../http/validation/day.js';
import { MOST_ITEMS, ListQueryDto } from '../../http/lists/list.query.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { EndsDayRange } from '../../http/validation/day-range.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsInstant } from '../../http/validation/instant.js';
import { IsId, IsWhole } from '../../http/validation/number.js';
import { AreOneOf, IsOneOf, IsText } from '../../http/validation/text.js';
import { IsWallTime } from '../../http/validation/wall-time.js';
import { IsZone } from '../../http/validation/zone.js';

export const STATUSES = ['confirmed', 'cancelled', 'completed', 'no_show'] as const;
export type AppointmentStatus = (typeof STATUSES)[number];
/** The statuses that staff may set; DELETE cancels. */
const SET_BY_STAFF = ['confirmed', 'completed', 'no_show'] as const;

/** When and for what: the fields that creating and changing have in common. */
class AppointmentFieldsDto {
  @IsDay({ optional: true, description: 'With `time`, instead of `startsAt`' })
  date?: string;

  @IsWallTime({
    optional: true,
    description:
      'Wall time in `timezone`. When clocks go back, a time that occurs twice means the first; when they go forward, a ' +
      'skipped time is moved forward by the gap',
  })
  time?: string;

  @IsInstant({ optional: true, description: 'Instead of `date` and `time`' })
  startsAt?: string;

  @IsId({ optional: true })
  serviceId?: number;

  @IsId({ optional: true, description: 'The same as `serviceId`' })
  service?: number;

  @IsText({ optional: true, nullable: true, min: 0, max: 2000, example: 'Short on the sides' })
  notes?: string | null;
}

@Requires('oneOf', ['startsAt'], ['date', 'time'])
@Requires('anyOf', ['serviceId'], ['service'])
export class NewAppointmentDto extends AppointmentFieldsDto {
  @IsZone({
    optional: true,
    description: 'Default: the caller’s own zone, else the location’s',
    example: 'Europe/Berlin',
  })
  timezone?: string;

  @IsId({ optional: true, description: 'Default: a free barber, as the setting `assignment` says' })
  barberId?: number;

  @IsId({ optional: true, description: 'Default: the barber’s location, else the first one' })
  locationId?: number;
}

/** The two ways to name the start, at times when the demo shop's first barber works. */
export const NEW_APPOINTMENT_EXAMPLES = {
  'on the wall clock': {
    value: {
      date: '2027-03-15',
      time: '10:00',
      timezone: 'America/New_York',
      serviceId: 1,
      barberId: 1,
      notes: 'Short on the sides',
    } satisfies NewAppointmentDto,
  },
  'at an instant, with any free barber': {
    value: { startsAt: '2027-03-15T18:00:00.000Z', serviceId: 1, locationId: 1 } satisfies NewAppointmentDto,
  },
};

/** Fields that are left out stay as they are. */
export class AppointmentChangesDto extends AppointmentFieldsDto {
  @IsZone({ optional: true, description: 'Default: the appointment’s', example: 'Europe/Berlin' })
  timezone?: string;

  @IsId({ optional: true, description: 'Default: the same barber, or at another location a free one' })
  barberId?: number;

  @IsId({ optional: true, description: 'Default: the barber’s' })
  locationId?: number;

  @IsOneOf(SET_BY_STAFF, { optional: true, description: 'For the barber and admins', example: 'completed' })
  status?: (typeof SET_BY_STAFF)[number];
}

export const APPOINTMENT_CHANGES_EXAMPLES = {
  'another time': {
    value: {
      date: '2027-03-15',
      time: '11:00',
      timezone: 'America/New_York',
    } satisfies AppointmentChangesDto,
  },
  'another barber, and notes': {
    value: { barberId: 2, notes: 'With a beard trim' } satisfies AppointmentChangesDto,
  },
  'what happened to it': { value: { status: 'completed' } satisfies AppointmentChangesDto },
};

export const SORTS = ['startsAt', '-startsAt'] as const;

export class AppointmentsQueryDto extends ListQueryDto {
  @IsDay({ optional: true, description: 'First day, in `timezone`' })
  from?: string;

  @IsDay({ optional: true, description: 'Last day, included' })
  @EndsDayRange('from', Number.POSITIVE_INFINITY)
  to?: string;

  @IsZone({
    optional: true,
    description: 'Default: the zone of the location named, else the caller’s own, else the first location’s',
  })
  timezone?: string;

  @IsId({ optional: true })
  barberId?: number;

  @IsId({ optional: true, description: 'Where they were booked' })
  locationId?: number;

  @IsId({ optional: true })
  serviceId?: number;

  @IsId({ optional: true, description: 'The same as `serviceId`' })
  service?: number;

  @AreOneOf(STATUSES, {
    optional: true,
    description: 'One or several, separated by commas',
    example: 'confirmed,completed',
  })
  status?: AppointmentStatus[];

  @IsFlag({
    optional: true,
    example: true,
    description:
      'true: only confirmed ones that a change of hours, services or location has left uncovered; from now on unless `from` is sent',
  })
  uncovered?: boolean;

  @IsOneOf(SORTS, { optional: true, default: 'startsAt', description: 'By start: oldest or newest first' })
  sort?: (typeof SORTS)[number];

  @IsWhole(1, 1_000_000, {
    optional: true,
    default: 1,
    description: 'Instead of `limit` and `cursor`; pages reach the 10,000th appointment',
  })
  page?: number;

  @IsWhole(1, MOST_ITEMS, { optional: true, default: 20, example: 20 })
  pageSize?: number;
}

/** An appointment as answered: `date` and `time` are on the clock of `timezone`. */
export class AppointmentDto {
  @HasId({ example: 42 })
  id!: number;

  @HasOneOf(STATUSES, { example: 'confirmed' })
  status!: AppointmentStatus;

  @HasInstant('2027-03-15T13:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-15T13:30:00.000Z')
  endsAt!: string;

  @HasDay('2027-03-15')
  date!: string;

  @HasText('09:00')
  time!: string;

  @HasZone()
  timezone!: string;

  @HasId()
  barberId!: number;

  @HasId()
  serviceId!: number;

  @HasId()
  locationId!: number;

  @HasId({ example: 7 })
  userId!: number;

  @HasText('Short on the sides', { nullable: true })
  notes!: string | null;

  @HasCount(1, { description: 'Grows with every change; also sent as the ETag' })
  version!: number;

  @HasInstant('2027-03-01T08:00:00.000Z')
  createdAt!: string;
}

export class AppointmentsPageDto extends ListPageDto {
  @HasList(() => AppointmentDto)
  items!: AppointmentDto[];

  @HasCount(1, { optional: true, description: 'Unless `limit` or `cursor` is sent' })
  page?: number;

  @HasCount(20, { optional: true, description: 'Unless `limit` or `cursor` is sent' })
  pageSize?: number;
}
