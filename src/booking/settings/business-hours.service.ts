import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
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
    private readonly unitOfWork: UnitOfWork,
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

  /** @throws Problem `not-found` */
  async set(locationId: number | undefined, weekly: readonly WallDay[]): Promise<BusinessHoursDto> {
    return this.unitOfWork.run(async () => {
      await this.database.query(
        `INSERT INTO business_hours (location_id, weekly)
         SELECT id, $2::jsonb FROM locations WHERE id = coalesce($1::integer, ${FIRST_LOCATION})
         ON CONFLICT (location_id) DO UPDATE SET weekly = excluded.weekly`,
        [locationId ?? null, JSON.stringify(toWeek(weekly))],
      );
      return this.get(locationId);
    });
  }
}

function noLocation(id: number | undefined): Problem {
  return id === undefined ? new Problem('not-found', 'There is no location yet.') : notFound('location', id);
}
