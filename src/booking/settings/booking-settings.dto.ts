import { HasCount, HasFlag, HasId, HasOneOf } from '../../http/openapi/answer-fields.js';
import { DAY_MINUTES } from '../../time/durations.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsId, IsWhole } from '../../http/validation/number.js';
import { IsOneOf } from '../../http/validation/text.js';
import {
  type Assignment,
  ASSIGNMENTS,
  type BookingSettings,
  DEFAULT_BOOKING_SETTINGS,
} from './booking-settings.js';

const A_YEAR = 525_600;
const TEN_YEARS = 3650;

const SAYS: Record<keyof BookingSettings, string> = {
  slotIntervalMinutes: 'Minutes between the starts of slots',
  minimumNoticeMinutes: 'Minutes from now to the earliest start that can be booked',
  bookingHorizonDays: 'Days from now to the latest start that can be booked',
  cancellationNoticeMinutes: 'Minutes before the start until which clients can cancel',
  maxOpenBookingsPerClient: 'Appointments that one client may have ahead; 0: any number',
  maxMovesPerBooking: 'Times that a client may move one appointment; 0: any number',
  clientOverlap: 'Whether one client may have two appointments at one time',
  guestBooking: 'Whether people without an account may book',
  slotPacking: 'Whether the starts right before and right after an appointment are offered as well',
  assignment:
    'Who gets an appointment that names no barber: `fair`, who was booked least in the last seven days; `seniority`, who was there first',
};

/** A rule in a body that replaces all rules, where one that is left out gets its default, or in one that changes some. */
function Setting(
  name: keyof BookingSettings,
  [min, max]: readonly [number, number] | readonly [] = [],
  isChange = false,
): PropertyDecorator {
  const value = DEFAULT_BOOKING_SETTINGS[name];
  const options = {
    optional: true,
    description: SAYS[name],
    example: value,
    ...(isChange ? {} : { default: value }),
  };
  if (name === 'assignment') return IsOneOf(ASSIGNMENTS, options);
  return min === undefined || max === undefined ? IsFlag(options) : IsWhole(min, max, options);
}

const LIMITS = {
  slotIntervalMinutes: [1, DAY_MINUTES],
  minimumNoticeMinutes: [0, A_YEAR],
  bookingHorizonDays: [1, TEN_YEARS],
  cancellationNoticeMinutes: [0, A_YEAR],
  maxOpenBookingsPerClient: [0, 1000],
  maxMovesPerBooking: [0, 1000],
} as const;

export class BusinessQueryDto {
  @IsId({ optional: true, default: 1 })
  businessId: number = 1;
}

/** All booking rules: one that is left out gets its default. */
export class NewBookingSettingsDto implements BookingSettings {
  @Setting('slotIntervalMinutes', LIMITS.slotIntervalMinutes)
  slotIntervalMinutes = DEFAULT_BOOKING_SETTINGS.slotIntervalMinutes;

  @Setting('minimumNoticeMinutes', LIMITS.minimumNoticeMinutes)
  minimumNoticeMinutes = DEFAULT_BOOKING_SETTINGS.minimumNoticeMinutes;

  @Setting('bookingHorizonDays', LIMITS.bookingHorizonDays)
  bookingHorizonDays = DEFAULT_BOOKING_SETTINGS.bookingHorizonDays;

  @Setting('cancellationNoticeMinutes', LIMITS.cancellationNoticeMinutes)
  cancellationNoticeMinutes = DEFAULT_BOOKING_SETTINGS.cancellationNoticeMinutes;

  @Setting('maxOpenBookingsPerClient', LIMITS.maxOpenBookingsPerClient)
  maxOpenBookingsPerClient = DEFAULT_BOOKING_SETTINGS.maxOpenBookingsPerClient;

  @Setting('maxMovesPerBooking', LIMITS.maxMovesPerBooking)
  maxMovesPerBooking = DEFAULT_BOOKING_SETTINGS.maxMovesPerBooking;

  @Setting('clientOverlap')
  clientOverlap = DEFAULT_BOOKING_SETTINGS.clientOverlap;

  @Setting('guestBooking')
  guestBooking = DEFAULT_BOOKING_SETTINGS.guestBooking;

  @Setting('slotPacking')
  slotPacking = DEFAULT_BOOKING_SETTINGS.slotPacking;

  @Setting('assignment')
  assignment: Assignment = DEFAULT_BOOKING_SETTINGS.assignment;
}

/** Some booking rules: one that is left out stays as it is. */
export class BookingSettingsChangesDto implements Partial<BookingSettings> {
  @Setting('slotIntervalMinutes', LIMITS.slotIntervalMinutes, true)
  slotIntervalMinutes?: number;

  @Setting('minimumNoticeMinutes', LIMITS.minimumNoticeMinutes, true)
  minimumNoticeMinutes?: number;

  @Setting('bookingHorizonDays', LIMITS.bookingHorizonDays, true)
  bookingHorizonDays?: number;

  @Setting('cancellationNoticeMinutes', LIMITS.cancellationNoticeMinutes, true)
  cancellationNoticeMinutes?: number;

  @Setting('maxOpenBookingsPerClient', LIMITS.maxOpenBookingsPerClient, true)
  maxOpenBookingsPerClient?: number;

  @Setting('maxMovesPerBooking', LIMITS.maxMovesPerBooking, true)
  maxMovesPerBooking?: number;

  @Setting('clientOverlap', [], true)
  clientOverlap?: boolean;

  @Setting('guestBooking', [], true)
  guestBooking?: boolean;

  @Setting('slotPacking', [], true)
  slotPacking?: boolean;

  @Setting('assignment', [], true)
  assignment?: Assignment;
}

/** What anyone may know of the booking rules. */
export class PublicBookingSettingsDto {
  @HasId()
  businessId!: number;

  @HasCount(30, { description: SAYS.slotIntervalMinutes })
  slotIntervalMinutes!: number;

  @HasCount(60, { description: SAYS.minimumNoticeMinutes })
  minimumNoticeMinutes!: number;

  @HasCount(90, { description: SAYS.bookingHorizonDays })
  bookingHorizonDays!: number;

  @HasFlag(false, { description: SAYS.guestBooking })
  guestBooking!: boolean;
}

export class BookingSettingsDto implements BookingSettings {
  @HasId()
  businessId!: number;

  @HasCount(30, { description: SAYS.slotIntervalMinutes })
  slotIntervalMinutes!: number;

  @HasCount(60, { description: SAYS.minimumNoticeMinutes })
  minimumNoticeMinutes!: number;

  @HasCount(90, { description: SAYS.bookingHorizonDays })
  bookingHorizonDays!: number;

  @HasCount(0, { description: SAYS.cancellationNoticeMinutes })
  cancellationNoticeMinutes!: number;

  @HasCount(5, { description: SAYS.maxOpenBookingsPerClient })
  maxOpenBookingsPerClient!: number;

  @HasCount(0, { description: SAYS.maxMovesPerBooking })
  maxMovesPerBooking!: number;

  @HasFlag(false, { description: SAYS.clientOverlap })
  clientOverlap!: boolean;

  @HasFlag(false, { description: SAYS.guestBooking })
  guestBooking!: boolean;

  @HasFlag(false, { description: SAYS.slotPacking })
  slotPacking!: boolean;

  @HasOneOf(ASSIGNMENTS, { description: SAYS.assignment })
  assignment!: Assignment;
}
