/** Who gets an appointment that names no barber: see `BarberCandidates`. */
export const ASSIGNMENTS = ['fair', 'seniority'] as const;
export type Assignment = (typeof ASSIGNMENTS)[number];

/** Rules of a business for appointments at all its locations. */
export interface BookingSettings {
  readonly slotIntervalMinutes: number;
  /** Minimum time from now to the start. */
  readonly minimumNoticeMinutes: number;
  /** Maximum time from now to the start. */
  readonly bookingHorizonDays: number;
  /** Minimum time from a client's cancellation to the start. */
  readonly cancellationNoticeMinutes: number;
  /** Maximum number of appointments that one client has ahead; 0: no limit. */
  readonly maxOpenBookingsPerClient: number;
  /** Maximum number of times that a client moves one appointment; 0: no limit. */
  readonly maxMovesPerBooking: number;
  /** Whether one client may have two appointments at one time. */
  readonly clientOverlap: boolean;
  /** Whether people without an account may book. */
  readonly guestBooking: boolean;
  /** Whether the starts right before and right after an appointment are offered as well as those of the grid. */
  readonly slotPacking: boolean;
  readonly assignment: Assignment;
}

/** Settings of a business that has stored none; equal to the defaults of the columns. */
export const DEFAULT_BOOKING_SETTINGS: BookingSettings = {
  slotIntervalMinutes: 30,
  minimumNoticeMinutes: 60,
  bookingHorizonDays: 90,
  cancellationNoticeMinutes: 0,
  maxOpenBookingsPerClient: 5,
  maxMovesPerBooking: 0,
  clientOverlap: false,
  guestBooking: false,
  slotPacking: false,
  assignment: 'fair',
};
