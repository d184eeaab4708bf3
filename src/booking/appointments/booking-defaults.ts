import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import { FIRST_LOCATION } from '../places/first-location.sql.js';
import { notFound } from '../missing.problem.js';

export interface LocationAndZone {
  readonly locationId: number;
  readonly businessId: number;
  /** Zone of wall times if the request names none: the caller's zone, else the location's. */
  readonly timezone: string;
}

const BARBER = unseen('$3::int');

/** Finds the location and the time zone that apply when a request names none. */
@Injectable()
export class BookingDefaults {
  constructor(private readonly database: Database) {}

  /**
   * @param userId whose zone applies; `null`: the location's
   *
   * Without a location, that of the barber applies; without a barber, the first one. One statement.
   * @throws Problem `not-found`
   */
  async find(
    userId: number | null,
    locationId: number | undefined,
    barberId: number | undefined,
  ): Promise<LocationAndZone> {
    const [found] = await this.database.prepared<LocationAndZone>(
      `SELECT l.id AS "locationId", l.business_id AS "businessId", coalesce((SELECT timezone FROM users WHERE id = $1), l.timezone) AS timezone
       FROM locations l
       WHERE l.id = coalesce(${unseen('$2::int')}, CASE WHEN ${BARBER} IS NULL THEN ${FIRST_LOCATION}
                                      ELSE (SELECT location_id FROM barbers WHERE id = ${BARBER}) END)`,
      [userId, locationId ?? null, barberId ?? null],
    );
    if (found !== undefined) return found;
    if (locationId !== undefined) throw notFound('location', locationId);
    throw notFound(barberId === undefined ? 'location' : 'barber', barberId ?? 1);
  }
}
