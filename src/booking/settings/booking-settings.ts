/** Rules of a business for appointments at all its locations. */
export interface BookingSettings {
  readonly slotIntervalMinutes: number;
  /** Minimum time from now to the start. */
  readonly minimumNoticeMinutes: number;
  /** Maximum time from now to the start. */
  readonly bookingHorizonDays: number;
  /** Minimum time from a client's cancellation to the start. */
  readonly cancellationNoticeMinutes: number;
}

/** Settings of a business that has stored none; equal to the defaults of the columns. */
export const DEFAULT_BOOKING_SETTINGS: BookingSettings = {
  slotIntervalMinutes: 30,
  minimumNoticeMinutes: 60,
  bookingHorizonDays: 90,
  cancellationNoticeMinutes: 0,
};
