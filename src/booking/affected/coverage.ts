import { type Interval, merged } from '../wall-time/interval.js';
import { resolveWindows, type WorkingRules } from '../wall-time/window-resolution.js';
import { datesAround } from '../wall-time/zone-day.js';

/** When and for what a barber can be there. */
export interface BarberHours extends WorkingRules {
  readonly barberId: number;
  readonly locationId: number;
  readonly timezone: string;
  /** Whether the barber and the location are active. */
  readonly isActive: boolean;
  /** Empty: all services. */
  readonly serviceIds: readonly number[];
  readonly timeOff: readonly Interval[];
}

/** An appointment that the hours of its barber may cover. */
export interface CoveredAppointment extends Interval {
  readonly id: number;
  readonly barberId: number;
  readonly locationId: number;
  readonly serviceId: number;
  /** Whether the service is active, and offered at the location. */
  readonly isOffered: boolean;
}

/**
 * Whether an appointment is covered by its barber's hours. It is not if the service is not offered there, the barber is not active, works
 * elsewhere, does not offer the service, has time off, or has no window then. Touching windows count as one. Grid, notice, horizon and
 * buffers do not matter: they are rules for new appointments.
 */
export function coverageBy(hours: readonly BarberHours[]): (appointment: CoveredAppointment) => boolean {
  const byBarber = new Map(hours.map((each) => [each.barberId, coverageOf(each)]));
  return (appointment) => byBarber.get(appointment.barberId)?.(appointment) === true;
}

function coverageOf(hours: BarberHours): (appointment: CoveredAppointment) => boolean {
  const known = new Map<string, readonly Interval[]>();
  // All dates at once: a window that ends the next day is limited by the business hours of both.
  const windowsOf = (dates: readonly string[]) => {
    const key = dates.join();
    const windows = known.get(key) ?? merged(resolveWindows(hours.timezone, dates, hours));
    known.set(key, windows);
    return windows;
  };
  return (appointment) => {
    const { from, until, locationId, serviceId, isOffered } = appointment;
    if (!isOffered || !hours.isActive || hours.locationId !== locationId) return false;
    if (hours.serviceIds.length > 0 && !hours.serviceIds.includes(serviceId)) return false;
    if (hours.timeOff.some((off) => off.from < until && off.until > from)) return false;
    const windows = windowsOf(datesAround(hours.timezone, appointment));
    return windows.some((window) => window.from <= from && window.until >= until);
  };
}
