import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { limitValidity } from '../../cache/read/load-scope.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { notFound } from '../missing.problem.js';
import type { Rota } from '../wall-time/rota.js';
import { dateAt, zoneDay } from '../wall-time/zone-day.js';
import {
  fromWeek,
  fromWindows,
  NO_HOURS,
  toWeek,
  type WallDay,
  type Week,
  type Window,
} from '../wall-time/windows.js';
import { availabilityRegion } from './availability.cache.js';
import type { AvailabilityDto } from './availability.dto.js';
import { BarberAccess } from './barber.access.js';
import { JSON_SPAN } from './schedule.sql.js';
import { BarberWeek } from './barber-week.entity.js';

interface Row {
  timezone: string;
  weekly: Week | null;
  rota: Rota | null;
  overrides: { date: string; windows: Window[] }[];
  timeOff: { id: number; startsAt: string; endsAt: string }[];
}

/** Availability of a barber: the weekly windows and their exceptions. */
@Injectable()
export class AvailabilityService {
  constructor(
    private readonly database: Database,
    private readonly coverage: Coverage,
    private readonly access: BarberAccess,
    private readonly clock: Clock,
  ) {}

  /**
   * The week (or only the weekday `day`, 1 for Monday), the weeks of the rota, the overrides from today on, and the time off that ends today or later.
   * "Today" is in the time zone of the location. One statement.
   * @throws Problem `not-found`
   */
  @Cacheable(availabilityRegion)
  async get(barberId: number, day?: number): Promise<AvailabilityDto> {
    const now = this.clock.now();
    const row = await this.load(barberId, now);
    const { timezone, weekly, rota, overrides, timeOff } = row;
    const ofDay = (week: Week) => fromWeek(week).filter((entry) => day === undefined || entry.day === day);
    const today = dateAt(timezone, now);
    const { from: todayStarts, until: todayEnds } = zoneDay(timezone, today);
    // Tomorrow, the answer no longer includes today's override and time off.
    limitValidity(todayEnds);
    return {
      barberId,
      timezone,
      weekly: ofDay(weekly ?? NO_HOURS),
      ...(rota && { rota: { startDate: rota.startDate, weeks: rota.weeks.map(ofDay) } }),
      overrides: overrides
        .filter(({ date }) => date >= today)
        .map(({ date, windows }) => ({ date, windows: fromWindows(windows) })),
      timeOff: timeOff
        .map(({ id, startsAt, endsAt }) => ({ id, startsAt: iso(startsAt), endsAt: iso(endsAt) }))
        .filter(({ endsAt }) => Date.parse(endsAt) > todayStarts),
    };
  }

  /** @throws Problem `not-found`, `forbidden` */
  async setWeek(
    barberId: number,
    weekly: readonly WallDay[],
    caller: Caller,
    preview?: boolean,
  ): Promise<(AvailabilityDto & AffectedDto) | AffectedDto> {
    return this.coverage.during(this.access.scopeOf(barberId, caller), preview, async () => {
      await this.database.entities(BarberWeek, (weeks) =>
        weeks.upsert({ barberId, weekly: toWeek(weekly) }, ['barberId']),
      );
      return this.get(barberId);
    });
  }

  /** Selects from two days ago on, which is before today in every time zone; the exact date is computed with Temporal only. */
  private async load(barberId: number, now: number): Promise<Row> {
    const [row] = await this.database.prepared<Row>(
      `SELECT l.timezone, a.weekly,
         CASE WHEN r.barber_id IS NOT NULL THEN json_build_object('startDate', r.start_date, 'weeks', r.weeks) END AS rota,
         (SELECT coalesce(json_agg(json_build_object('date', date, 'windows', windows) ORDER BY date), '[]')
          FROM barber_overrides
          WHERE barber_id = b.id AND date >= (${unseen('$2::timestamptz')} AT TIME ZONE 'UTC')::date - 2
            AND date <= '9999-12-31') AS overrides,
         (SELECT coalesce(json_agg(${JSON_SPAN} ORDER BY starts_at, id), '[]')
          FROM barber_time_off
          WHERE barber_id = b.id AND ends_at > ${unseen('$2::timestamptz')} - interval '48 hours') AS "timeOff"
       FROM barbers b
       JOIN locations l ON l.id = b.location_id
       LEFT JOIN barber_availability a ON a.barber_id = b.id
       LEFT JOIN barber_rotas r ON r.barber_id = b.id
       WHERE b.id = $1`,
      [barberId, new Date(now)],
    );
    if (row === undefined) throw notFound('barber', barberId);
    return row;
  }
}

/** Converts instants from PostgreSQL's JSON, which have the offset of the session. */
function iso(instant: string): string {
  return new Date(instant).toISOString();
}
