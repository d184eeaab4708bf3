import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';

/**
 * The start of a week's first window on the weekday of the local time: minutes since midnight. A week is a list of seven lists of
 * windows, Monday first, each in order.
 */
const FIRST_OF_DAY = (week: string) => `(${week} -> (extract(isodow FROM local)::int - 1) -> 0 ->> 0)::int`;

/** When shops open, in their own zones. */
@Injectable()
export class Openings {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /**
   * The locations that open within the next `ms`: by their business hours, else by the first barber's week.
   * Windows of single days (overrides, closures) are left out: a shop that is closed after all is asked about little.
   */
  async within(ms: number): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT place.id
       FROM locations AS place
       CROSS JOIN LATERAL (SELECT $1::timestamptz AT TIME ZONE place.timezone AS local) AS now_there
       LEFT JOIN business_hours AS hours ON hours.location_id = place.id
       CROSS JOIN LATERAL (SELECT CASE WHEN hours.weekly IS NOT NULL THEN ${FIRST_OF_DAY('hours.weekly')}
         ELSE (SELECT min(${FIRST_OF_DAY('week.weekly')}) FROM barbers JOIN barber_availability AS week ON week.barber_id = barbers.id
           WHERE barbers.location_id = place.id AND barbers.active) END AS opens) AS opening
       CROSS JOIN LATERAL (SELECT date_trunc('day', local) + make_interval(mins => opens) - local AS left_until) AS wait
       WHERE place.active AND left_until > interval '0' AND left_until <= $2 * interval '1 millisecond'
       ORDER BY left_until, place.id`,
      [new Date(this.clock.now()), ms],
    );
    return rows.map(({ id }) => id);
  }
}
