import type { Rota } from '../wall-time/rota.js';
import type { Closure, WindowsByDate } from '../wall-time/special-hours.js';
import type { Week } from '../wall-time/windows.js';
import type { Interval } from '../wall-time/interval.js';

/** What slots of one location depend on, with the barbers who offer the requested service. */
export interface ShopSnapshot {
  readonly location: ShopLocation;
  readonly service: ShopService;
  readonly settings: ShopSettings;
  /** In the order of their ids. */
  readonly barbers: readonly ShopBarber[];
}

interface ShopLocation {
  readonly id: number;
  readonly businessId: number;
  readonly timezone: string;
  /** `null`: open all hours. */
  readonly hours: Week | null;
  readonly closures: readonly Closure[];
}

interface ShopService {
  readonly id: number;
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
}

/** The booking rules: those of the service, else of the business. */
interface ShopSettings {
  readonly slotIntervalMinutes: number;
  readonly slotPacking: boolean;
  readonly minimumNoticeMinutes: number;
  readonly bookingHorizonDays: number;
  readonly cancellationNoticeMinutes: number;
}

export interface ShopBarber {
  readonly id: number;
  /** False for one who left, and at a location that closed: no time is theirs to work. */
  readonly isActive: boolean;
  readonly weekly: Week;
  readonly rota: Rota | null;
  readonly overrides: WindowsByDate;
  readonly timeOff: readonly Interval[];
  /** Blocked ranges of appointments that are not cancelled. */
  readonly busy: readonly Interval[];
}
