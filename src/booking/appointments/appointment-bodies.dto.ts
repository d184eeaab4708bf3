import { type AppointmentStatus, STATUSES } from './appointment.states.js';
import { OVERRIDES, type Override } from './slot-overrides.js';
import { NewClientFieldsDto } from '../clients/client.dto.js';
import { IsNested } from '../../http/validation/nested.js';
import { Requires } from '../../http/openapi/requires.decorator.js';
import { IsDay } from '../../http/validation/day.js';
import { IsInstant } from '../../http/validation/instant.js';
import { IsId, IsWhole } from '../../http/validation/number.js';
import { IsOneOf, IsSomeOf, IsText } from '../../http/validation/text.js';
import { IsWallTime } from '../../http/validation/wall-time.js';
import { IsZone } from '../../http/validation/zone.js';

/** Whose wish a cancellation is. */
const CANCELLED_BY = ['client', 'shop'] as const;
const LONGEST_MINUTES = 480;
const HIGHEST_PRICE = 100_000_000;

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

  @IsWhole(1, LONGEST_MINUTES, {
    optional: true,
    example: 45,
    description:
      'For staff. Default: the length of the service, for an appointment that stays with its service its own',
  })
  durationMinutes?: number;

  @IsWhole(0, HIGHEST_PRICE, {
    optional: true,
    nullable: true,
    example: 3500,
    description:
      'For staff; null: on request. Default: the price of the service with that barber when it is booked',
  })
  priceCents?: number | null;

  @IsSomeOf(OVERRIDES, {
    optional: true,
    description:
      'For staff: rules that this request goes beyond. `notice`: minimum notice; `grid`: starts of slots; `hours`: working ' +
      'times, business hours, time off; `horizon`: booking horizon; `limits`: those of the client. Never another appointment',
  })
  override?: Override[];

  @IsText({ optional: true, max: 500, example: 'Wedding guest', description: 'Why; for the shop' })
  overrideReason?: string;

  @IsId({ optional: true, example: 12, description: 'For staff: the client it is for. Default: the caller' })
  clientId?: number;

  @IsNested(() => NewClientFieldsDto, {
    optional: true,
    description:
      'For staff: a client whom the shop does not know yet; one with the same name and address is found again. Without an account, ' +
      'where the setting `guestBooking` is on: who books, with an email or a phone number',
  })
  client?: NewClientFieldsDto;
}

@Requires('oneOf', ['startsAt'], ['date', 'time'])
@Requires('anyOf', ['serviceId'], ['service'])
export class NewAppointmentDto extends AppointmentFieldsDto {
  @IsZone({
    optional: true,
    description:
      'Default: the caller’s own zone, else the location’s; for a client whom staff name, the location’s',
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
  @IsZone({
    optional: true,
    description:
      'Default: the appointment’s; if that is its location’s, and it moves to another location, that one’s',
    example: 'Europe/Berlin',
  })
  timezone?: string;

  @IsId({ optional: true, description: 'Default: the same barber, or at another location a free one' })
  barberId?: number;

  @IsId({ optional: true, description: 'Default: the same; with another barber, the barber’s' })
  locationId?: number;

  @IsOneOf(STATUSES, {
    optional: true,
    description:
      'For staff of the location; `cancelled`, alone, does what DELETE does, and `no_show` gives the rest of the time back',
    example: 'completed',
  })
  status?: AppointmentStatus;
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

export class AppointmentCancellationDto {
  @IsText({ optional: true, max: 500, example: 'Ill' })
  reason?: string;

  @IsOneOf(CANCELLED_BY, {
    optional: true,
    example: 'shop',
    description:
      'Whose wish it is, for staff. Default: the client’s. Within the cancellation notice, the client’s counts as late',
  })
  by?: (typeof CANCELLED_BY)[number];
}
