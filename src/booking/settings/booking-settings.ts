/** What a business decides about the bookings at all its locations. */
export interface BookingSettings {
  readonly slotIntervalMinutes: number;
  /** From now to the earliest start. */
  readonly minimumNoticeMinutes: number;
  /** From now to the latest start. */
  readonly bookingHorizonDays: number;
  /** From the latest cancellation to the start. */
  readonly cancellationNoticeMinutes: number;
}

/** Of a business that has not decided; the columns' defaults say the same. */
export const DEFAULT_BOOKING_SETTINGS: BookingSettings = {
  slotIntervalMinutes: 30,
  minimumNoticeMinutes: 60,
  bookingHorizonDays: 90,
  cancellationNoticeMinutes: 0,
};
