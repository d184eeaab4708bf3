import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { reaches } from '../../auth/rights.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { limitValidity } from '../../cache/read/load-scope.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { Problem } from '../../http/problem.js';
import { DefaultLocation, keepOnlyWithPlace } from '../places/default-location.js';
import { FIRST_LOCATION } from '../places/first-location.sql.js';
import { notFound } from '../missing.problem.js';
import type { Closure } from '../wall-time/special-hours.js';
import { ALL_HOURS, fromWeek, fromWindows, toWeek, type WallDay, type Week } from '../wall-time/windows.js';
import { dateAt, zoneDay } from '../wall-time/zone-day.js';
import { businessHoursRegion } from './business-hours.cache.js';
import type { BusinessHoursDto } from './business-hours.dto.js';

interface Row {
  locationId: number;
  timezone: string;
  weekly: Week | null;
  closures: readonly (Closure & { readonly id: number })[];
}

/** Reads and writes the business hours of locations. Barbers can be booked within them only. */
@Injectable()
export class BusinessHoursService {
  constructor(
    private readonly database: Database,
    private readonly coverage: Coverage,
    private readonly clock: Clock,
    private readonly places: DefaultLocation,
  ) {}

  /**
   * One statement.
   * @param locationId default: the first location
   * @throws Problem `not-found`
   */
  find(locationId?: number): Promise<BusinessHoursDto> {
    return locationId === undefined ? this.places.read((id) => this.get(id)) : this.get(locationId);
  }

  /** {@link find} under the key of the question as it stands. */
  @Cacheable(businessHoursRegion)
  async get(locationId?: number): Promise<BusinessHoursDto> {
    const now = this.clock.now();
    keepOnlyWithPlace({ locationId });
    const [row] = await this.database.prepared<Row>(
      `SELECT l.id AS "locationId", l.timezone, h.weekly,
         (SELECT coalesce(json_agg(json_build_object('id', id, 'from', from_date, 'to', to_date, 'windows', windows)
            ORDER BY from_date, id), '[]')
          FROM location_closures
          -- The exact date is computed with Temporal only: two days ago is before today in every time zone.
          WHERE location_id = l.id AND to_date >= (${unseen('$2::timestamptz')} AT TIME ZONE 'UTC')::date - 2) AS closures
       FROM locations l LEFT JOIN business_hours h ON h.location_id = l.id
       WHERE l.id = coalesce(${unseen('$1::integer')}, ${FIRST_LOCATION})`,
      [locationId ?? null, new Date(now)],
    );
    if (row === undefined) throw noLocation(locationId);
    const today = dateAt(row.timezone, now);
    const ahead = row.closures.filter(({ to }) => to >= today);
    // Tomorrow, the answer no longer includes a closure that ends today.
    if (ahead.length > 0) limitValidity(zoneDay(row.timezone, today).until);
    const { locationId: id, timezone, weekly } = row;
    return {
      locationId: id,
      timezone,
      weekly: fromWeek(weekly ?? ALL_HOURS),
      ...(ahead.length > 0 && { closures: ahead.map(publicClosure) }),
    };
  }

  /** @throws Problem `not-found`, `forbidden` for another location than the caller's */
  async set(
    locationId: number | undefined,
    weekly: readonly WallDay[],
    caller: Caller,
    preview?: boolean,
  ): Promise<(BusinessHoursDto & AffectedDto) | AffectedDto> {
    const [location] = await this.database.query<{ id: number }>(
      `SELECT id FROM locations WHERE id = coalesce(${unseen('$1::integer')}, ${FIRST_LOCATION})`,
      [locationId ?? null],
    );
    if (location === undefined) throw noLocation(locationId);
    if (!reaches(caller, 'hours.change', { locationId: location.id })) {
      throw new Problem('forbidden', 'Managers may set the hours of their locations only.');
    }
    const { id } = location;
    return this.coverage.during({ locationId: id }, preview, async () => {
      await this.database.query(
        `INSERT INTO business_hours (location_id, weekly)
         VALUES ($1, $2::jsonb) ON CONFLICT (location_id) DO UPDATE SET weekly = excluded.weekly`,
        [id, JSON.stringify(toWeek(weekly))],
      );
      return this.get(id);
    });
  }
}

const publicClosure = ({ id, from, to, windows }: Row['closures'][number]) => ({
  id,
  from,
  to,
  windows: fromWindows(windows),
});

function noLocation(id: number | undefined): Problem {
  return id === undefined ? new Problem('not-found', 'There is no location yet.') : notFound('location', id);
}
