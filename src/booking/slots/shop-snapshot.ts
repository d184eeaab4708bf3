import type { Week, Window } from '../wall-time/windows.js';
import type { Interval } from '../wall-time/interval.js';

/** A location as far as slots depend on it, with the barbers who offer the service that was asked for. */
export interface ShopSnapshot {
  readonly location: ShopLocation;
  readonly service: ShopService;
  readonly settings: ShopSettings;
  /** By id. */
  readonly barbers: readonly ShopBarber[];
}

interface ShopLocation {
  readonly id: number;
  readonly businessId: number;
  readonly timezone: string;
  /** `null`: open all hours. */
  readonly hours: Week | null;
}

interface ShopService {
  readonly id: number;
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
}

interface ShopSettings {
  readonly slotIntervalMinutes: number;
  readonly minimumNoticeMinutes: number;
  readonly bookingHorizonDays: number;
  readonly cancellationNoticeMinutes: number;
}

export interface ShopBarber {
  readonly id: number;
  readonly weekly: Week;
  /** By date (`YYYY-MM-DD`). */
  readonly overrides: Readonly<Record<string, readonly Window[]>>;
  readonly timeOff: readonly Interval[];
  /** Blocked ranges of appointments that are not cancelled. */
  readonly busy: readonly Interval[];
}
