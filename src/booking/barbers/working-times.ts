import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { notFound } from '../missing.problem.js';
import { resolveWindows, type WorkingRules } from '../wall-time/window-resolution.js';
import { NO_HOURS, type Week } from '../wall-time/windows.js';
import { zoneDay } from '../wall-time/zone-day.js';

/** When a barber works, on the clock of their location. */
export interface BarberRules extends Omit<WorkingRules, 'hours' | 'closures'> {
  readonly locationId: number;
  readonly timezone: string;
}

/** Reads when a barber works, whatever the business hours are. */
@Injectable()
export class WorkingTimes {
  constructor(private readonly database: Database) {}

  /**
   * The rules of a barber, with the overrides of the dates and of the day before; with none if no dates are named.
   * @throws Problem `not-found`
   */
  async of(barberId: number, from?: string, to?: string): Promise<BarberRules> {
    const [rules] = await this.database.query<BarberRules & { readonly weekly: Week | null }>(
      `SELECT location_id AS "locationId", timezone, weekly,
         CASE WHEN r.barber_id IS NOT NULL THEN json_build_object('startDate', start_date, 'weeks', weeks) END AS rota,
         (SELECT coalesce(json_object_agg(date, windows), '{}') FROM barber_overrides
          WHERE barber_id = b.id AND date BETWEEN $2::date - 1 AND $3) AS overrides
       FROM barbers b
       JOIN locations l ON l.id = b.location_id
       LEFT JOIN barber_availability a ON a.barber_id = b.id
       LEFT JOIN barber_rotas r ON r.barber_id = b.id
       WHERE b.id = $1`,
      [barberId, from ?? null, to ?? null],
    );
    if (rules === undefined) throw notFound('barber', barberId);
    return { ...rules, weekly: rules.weekly ?? NO_HOURS };
  }
}

/** The end of a date, or of the night that begins on it. */
export function endOfDate(date: string, { timezone, ...rules }: BarberRules): number {
  const windows = resolveWindows(timezone, [date], { ...rules, hours: null });
  return Math.max(zoneDay(timezone, date).until, ...windows.map(({ until }) => until));
}
