import { HasCount, HasId } from '../../http/openapi/answer-fields.js';
import { DAY_MINUTES } from '../../time/durations.js';
import { IsId, IsWhole } from '../../http/validation/number.js';
import { type BookingSettings, DEFAULT_BOOKING_SETTINGS } from './booking-settings.js';

const A_YEAR = 525_600;
const TEN_YEARS = 3650;

const SAYS: Record<keyof BookingSettings, string> = {
  slotIntervalMinutes: 'Minutes between the starts of slots',
  minimumNoticeMinutes: 'Minutes from now to the earliest start that can be booked',
  bookingHorizonDays: 'Days from now to the latest start that can be booked',
  cancellationNoticeMinutes: 'Minutes before the start until which clients can cancel',
};

function Setting(name: keyof BookingSettings, min: number, max: number): PropertyDecorator {
  const value = DEFAULT_BOOKING_SETTINGS[name];
  return IsWhole(min, max, { optional: true, description: SAYS[name], default: value, example: value });
}

export class BusinessQueryDto {
  @IsId({ optional: true, default: 1 })
  businessId: number = 1;
}

/** All booking rules: one that is left out gets its default. */
export class NewBookingSettingsDto implements BookingSettings {
  @Setting('slotIntervalMinutes', 1, DAY_MINUTES)
  slotIntervalMinutes = DEFAULT_BOOKING_SETTINGS.slotIntervalMinutes;

  @Setting('minimumNoticeMinutes', 0, A_YEAR)
  minimumNoticeMinutes = DEFAULT_BOOKING_SETTINGS.minimumNoticeMinutes;

  @Setting('bookingHorizonDays', 1, TEN_YEARS)
  bookingHorizonDays = DEFAULT_BOOKING_SETTINGS.bookingHorizonDays;

  @Setting('cancellationNoticeMinutes', 0, A_YEAR)
  cancellationNoticeMinutes = DEFAULT_BOOKING_SETTINGS.cancellationNoticeMinutes;
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
}
