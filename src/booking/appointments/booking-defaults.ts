import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import { FIRST_LOCATION } from '../places/first-location.sql.js';
import { notFound } from '../missing.problem.js';
import { type ClientLock, LockedClient, lockingClient } from './client-limits.service.js';

export interface LocationAndZone {
  readonly locationId: number;
  readonly businessId: number;
  /** Zone of wall times if the request names none: the caller's zone, else the location's. */
  readonly timezone: string;
}

interface Found extends LocationAndZone {
  /** The client that the account is there, locked; `undefined`: none yet. */
  readonly client: LockedClient | undefined;
  /** The requested barber, if locked as well. */
  readonly lockedBarberId: number | null;
}

const USER = unseen('$1::int');
const BARBER = unseen('$3::int');

/**
 * Finds what applies when a request names none: location, time zone, and the client that the caller is.
 *
 * The barber is joined with the locked client, so no barber is locked while the client is waited for.
 */
@Injectable()
export class BookingDefaults {
  constructor(private readonly database: Database) {}

  /**
   * Without a location, that of the barber applies; without a barber, the first one. One statement.
   * @param userId the account that books for itself, whose zone applies: its client is locked ({@link lockingClient}), then
   * the barber. `null`: the zone of the location applies, and nothing is locked
   * @throws Problem `not-found`
   */
  async find(
    userId: number | null,
    locationId: number | undefined,
    barberId: number | undefined,
  ): Promise<Found> {
    const [found] = await this.database.prepared<Omit<Found, 'client'> & (ClientLock | { clientId: null })>(
      `WITH place AS (
       SELECT l.id AS "locationId", l.business_id AS "businessId", coalesce((SELECT timezone FROM users WHERE id = ${USER}), l.timezone) AS timezone
       FROM locations l
       WHERE l.id = coalesce(${unseen('$2::int')}, CASE WHEN ${BARBER} IS NULL THEN ${FIRST_LOCATION}
                                      ELSE (SELECT location_id FROM barbers WHERE id = ${BARBER}) END)
       ), ${lockingClient(`clients.business_id = (SELECT "businessId" FROM place) AND user_id = ${USER}`)},
       locked_barber AS (
         SELECT id FROM barbers, locked_client WHERE id = ${BARBER} FOR NO KEY UPDATE OF barbers
       )
       SELECT *, (SELECT id FROM locked_barber) AS "lockedBarberId" FROM place LEFT JOIN locked_client ON true`,
      [userId, locationId ?? null, barberId ?? null],
    );
    if (found !== undefined) {
      const client = found.clientId === null ? undefined : new LockedClient(this.database, found);
      return { ...found, client };
    }
    if (locationId !== undefined) throw notFound('location', locationId);
    throw notFound(barberId === undefined ? 'location' : 'barber', barberId ?? 1);
  }
}
