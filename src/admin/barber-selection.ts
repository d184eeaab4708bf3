import { Injectable } from '@nestjs/common';
import { notFound } from '../booking/missing.problem.js';
import { Database } from '../database/database.js';
import { OPERATOR_TIMEOUT } from './operator-timeout.js';
import { Problem } from '../http/problem.js';

export interface SelectedBarber {
  readonly id: number;
  readonly locationId: number;
  /** Whether the barber is active, at a location that is. */
  readonly isBookable: boolean;
}

/** Resolves the barbers and the location that an operator has selected. */
@Injectable()
export class BarberSelection {
  constructor(private readonly database: Database) {}

  /**
   * The barbers with the given ids (default: all) at the location (default: all), ordered by id.
   * @throws Problem `not-found` for an unknown id, and for a barber who works at another location
   */
  async find({
    locationId,
    barberIds,
  }: {
    readonly locationId?: number | undefined;
    readonly barberIds?: readonly number[] | undefined;
  }): Promise<SelectedBarber[]> {
    const found = await this.database.query<SelectedBarber>(
      `SELECT id, location_id AS "locationId",
         active AND EXISTS (SELECT FROM locations WHERE locations.id = location_id AND locations.active) AS "isBookable"
       FROM barbers
       WHERE CASE WHEN $1::int[] IS NULL THEN $2::int IS NULL OR location_id = $2 ELSE id = ANY ($1) END ORDER BY id`,
      [barberIds ?? null, locationId ?? null],
      OPERATOR_TIMEOUT,
    );
    const missing = barberIds?.find((id) => !found.some((barber) => barber.id === id));
    if (missing !== undefined) throw notFound('barber', missing);
    if (locationId === undefined) return found;
    const locations = await this.database.query(
      'SELECT FROM locations WHERE id = $1',
      [locationId],
      OPERATOR_TIMEOUT,
    );
    if (locations.length === 0) throw notFound('location', locationId);
    const elsewhere = found.find((barber) => barber.locationId !== locationId);
    if (elsewhere !== undefined) {
      throw new Problem('not-found', `Barber ${elsewhere.id} does not work at location ${locationId}.`);
    }
    return found;
  }
}
