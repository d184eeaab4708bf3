import { ApiProperty } from '@nestjs/swagger';
import { DAY_MINUTES } from '../../time/durations.js';
import { IsId, IsWhole } from '../../http/validation/number.js';
import { type BookingSettings, DEFAULT_BOOKING_SETTINGS } from './booking-settings.js';

const A_YEAR = 525_600;
const TEN_YEARS = 3650;

const SAYS: Record<keyof BookingSettings, string> = {
  slotIntervalMinutes: 'Between the starts of a window’s slots',
  minimumNoticeMinutes: 'From now to the earliest start that can be booked',
  bookingHorizonDays: 'From now to the latest start that can be booked',
  cancellationNoticeMinutes: 'From the latest cancellation to the start',
};

function Setting(name: keyof BookingSettings, min: number, max: number): PropertyDecorator {
  const value = DEFAULT_BOOKING_SETTINGS[name];
  return IsWhole(min, max, { optional: true, description: SAYS[name], default: value, example: value });
}

export class BusinessQueryDto {
  @IsId({ optional: true, default: 1 })
  businessId: number = 1;
}

/** All settings: one that is left out gets its default. */
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

export class BookingSettingsDto implements BookingSettings {
  @ApiProperty({ example: 1 })
  businessId!: number;

  @ApiProperty({ example: 30, description: SAYS.slotIntervalMinutes })
  slotIntervalMinutes!: number;

  @ApiProperty({ example: 60, description: SAYS.minimumNoticeMinutes })
  minimumNoticeMinutes!: number;

  @ApiProperty({ example: 90, description: SAYS.bookingHorizonDays })
  bookingHorizonDays!: number;

  @ApiProperty({ example: 0, description: SAYS.cancellationNoticeMinutes })
  cancellationNoticeMinutes!: number;
}
