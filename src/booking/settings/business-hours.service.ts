import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { reaches } from '../../auth/rights.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { Problem } from '../../http/problem.js';
import { FIRST_LOCATION } from '../places/first-location.sql.js';
import { notFound } from '../missing.problem.js';
import { ALL_HOURS, fromWeek, toWeek, type WallDay, type Week } from '../wall-time/windows.js';
import { businessHoursRegion } from './business-hours.cache.js';
import type { BusinessHoursDto } from './business-hours.dto.js';

interface Row {
  locationId: number;
  timezone: string;
  weekly: Week | null;
}

/** Reads and writes the business hours of locations. Barbers can be booked within them only. */
@Injectable()
export class BusinessHoursService {
  constructor(
    private readonly database: Database,
    private readonly coverage: Coverage,
  ) {}

  /**
   * One statement.
   * @param locationId default: the first location
   * @throws Problem `not-found`
   */
  @Cacheable(businessHoursRegion)
  async get(locationId?: number): Promise<BusinessHoursDto> {
    const [row] = await this.database.query<Row>(
      `SELECT l.id AS "locationId", l.timezone, h.weekly
       FROM locations l LEFT JOIN business_hours h ON h.location_id = l.id
       WHERE l.id = coalesce($1::integer, ${FIRST_LOCATION})`,
      [locationId ?? null],
    );
    if (row === undefined) throw noLocation(locationId);
    return { ...row, weekly: fromWeek(row.weekly ?? ALL_HOURS) };
  }

  /** @throws Problem `not-found`, `forbidden` for another location than the caller's */
  async set(
    locationId: number | undefined,
    weekly: readonly WallDay[],
    caller: Caller,
    preview?: boolean,
  ): Promise<(BusinessHoursDto & AffectedDto) | AffectedDto> {
    const [location] = await this.database.query<{ id: number }>(
      `SELECT id FROM locations WHERE id = coalesce($1::integer, ${FIRST_LOCATION})`,
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

function noLocation(id: number | undefined): Problem {
  return id === undefined ? new Problem('not-found', 'There is no location yet.') : notFound('location', id);
}
