import { Injectable } from '@nestjs/common';
import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { shiftDate } from '../../booking/wall-time/zone-day.js';
import { isOfferedAt } from '../../booking/places/offers.sql.js';
import { Database } from '../../database/database.js';

/** The days, places, services and zones whose lists of slots a warm-up covers. */
export interface ListScope {
  readonly dates: readonly string[];
  /** Default: all locations. */
  readonly locationId?: number | undefined;
  /** Default: all barbers. */
  readonly barberIds?: readonly number[] | undefined;
  readonly serviceIds: readonly number[];
  /** Zones that clients request; lists in the shop's own zone are covered in any case. */
  readonly timezones: readonly string[];
}

interface Row {
  readonly id: number;
  readonly locationId: number;
  readonly timezone: string;
  /** The services that the location offers. */
  readonly here: readonly number[];
  /** The services among them that the barber offers. */
  readonly offers: readonly number[];
}

/** `days` consecutive dates, beginning with `start`. */
export function datesFrom(start: string, days: number): string[] {
  return Array.from({ length: days }, (_, offset) => shiftDate(start, offset));
}

const PAGE = 500;

/** The services among $3 that the location `place` offers, and those that `barber` offers there. */
const OFFERED = `FROM services WHERE services.id = ANY ($3::int[]) AND ${isOfferedAt('place.id')}`;
const OFFERED_BY_BARBER = `${OFFERED} AND (NOT EXISTS (SELECT FROM barber_services WHERE barber_id = barber.id)
  OR EXISTS (SELECT FROM barber_services WHERE barber_id = barber.id AND service_id = services.id))`;

/** Barbers who can be booked, of the location $1 and among the ids $2, which may be null. */
const BOOKABLE = `
  FROM barbers AS barber JOIN locations AS place ON place.id = barber.location_id
  WHERE barber.active AND place.active AND ($1::int IS NULL OR place.id = $1) AND ($2::int[] IS NULL OR barber.id = ANY ($2))`;

/**
 * The lists of slots that clients may request of a chain, however large it is: counted by one statement, and read in pages, so
 * that they are never all in memory. Every location with barbers has a list, and every barber one in it and one alone.
 */
@Injectable()
export class SlotLists {
  constructor(private readonly database: Database) {}

  /** How many lists {@link read} yields of each date. */
  async perDate({ locationId, barberIds, serviceIds, timezones }: Omit<ListScope, 'dates'>): Promise<number> {
    const [row] = await this.database.query<{ lists: number }>(
      `WITH staff AS (
         SELECT place.id AS place, 1 + cardinality(array_remove($4::text[], place.timezone)) AS zones,
           (SELECT count(*) ${OFFERED_BY_BARBER}) AS services
         ${BOOKABLE})
       SELECT ((SELECT coalesce(sum(2 * services * zones), 0) FROM staff)
         + (SELECT coalesce(sum(zones * (SELECT count(*) ${OFFERED})), 0)
            FROM (SELECT DISTINCT place AS id, zones FROM staff) AS place)
         )::float8 AS lists`,
      [locationId ?? null, barberIds ?? null, serviceIds, timezones],
    );
    return row?.lists ?? 0;
  }

  /** The lists by date; of each date those in the shops' own zones first. */
  async *read(scope: ListScope): AsyncGenerator<SlotQuery> {
    for (const date of scope.dates) {
      for (const zones of [undefined, scope.timezones]) {
        if (zones?.length === 0) continue;
        for await (const [row, isFirst] of this.barbers(scope)) {
          yield* listsOf(row, isFirst, date, zones);
        }
      }
    }
  }

  /** The barbers by location, and whether each is the first of theirs. */
  private async *barbers({
    locationId,
    barberIds,
    serviceIds,
  }: ListScope): AsyncGenerator<[row: Row, isFirst: boolean]> {
    let last: Row | undefined;
    for (;;) {
      const page: Row[] = await this.database.query<Row>(
        `SELECT barber.id, barber.location_id AS "locationId", place.timezone,
           ARRAY(SELECT services.id ${OFFERED} ORDER BY services.id) AS here,
           ARRAY(SELECT services.id ${OFFERED_BY_BARBER}) AS offers
         ${BOOKABLE} AND (barber.location_id, barber.id) > ($4::int, $5::int)
         ORDER BY barber.location_id, barber.id LIMIT ${PAGE}`,
        [locationId ?? null, barberIds ?? null, serviceIds, last?.locationId ?? 0, last?.id ?? 0],
      );
      for (const row of page) {
        yield [row, row.locationId !== last?.locationId];
        last = row;
      }
      if (page.length < PAGE) return;
    }
  }
}

function* listsOf(
  { id, locationId, timezone: own, here, offers }: Row,
  isFirst: boolean,
  date: string,
  zones: readonly string[] | undefined,
): Generator<SlotQuery> {
  const timezones = zones === undefined ? [undefined] : zones.filter((zone) => zone !== own);
  for (const timezone of timezones) {
    for (const serviceId of here) {
      if (isFirst) yield { date, locationId, serviceId, timezone };
      if (!offers.includes(serviceId)) continue;
      yield { date, locationId, barberId: id, serviceId, timezone };
      yield { date, barberId: id, serviceId, timezone };
    }
  }
}
