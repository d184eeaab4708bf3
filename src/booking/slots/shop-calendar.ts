import { Injectable } from '@nestjs/common';
import { versionedBy } from '../../cache/read/load-scope.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';
import { CALENDAR, MERGED_BUSY, VIEWER_ZONE_SQL } from './calendar.sql.js';
import type { Interval } from '../wall-time/interval.js';
import type { ShopSnapshot, ShopBarber } from './shop-snapshot.js';

/** The place that a query is about. */
export interface PlaceQuery {
  /** Default: the location of the barber; without a barber, the first location. */
  readonly locationId?: number | undefined;
  /** Only this barber. */
  readonly barberId?: number | undefined;
}

/** What to load. The result is complete for every start in the range, including slots and buffers that reach beyond it. */
export interface ShopQuery extends PlaceQuery, Interval {
  /** Default: the first one that is active and offered there. */
  readonly serviceId?: number | undefined;
  /** The location of an appointment that has the service: there it is accepted, even if it is inactive or no longer offered. */
  readonly keptAtLocationId?: number | undefined;
  /** A barber who counts as offering the service, for an appointment that they have. */
  readonly offeringBarberId?: number | undefined;
  /** An appointment that does not count as busy, because it is being moved. */
  readonly ignoreAppointmentId?: number | undefined;
  /** Instead of the duration of the service, for an appointment whose length was agreed on. */
  readonly durationMinutes?: number | undefined;
  /** Load busy ranges only for starts up to here; default: the whole range. */
  readonly busyUntil?: number;
}

type CalendarRow = Pick<ShopSnapshot, 'settings'> & {
  readonly [Part in 'location' | 'service']: ShopSnapshot[Part] | null;
} & { readonly barbers: readonly (ShopBarber & { readonly offers: boolean })[]; readonly version: number };

/** A barber's busy ranges for the starts from `from` up to `until`; before, the barber is known to be full. */
export interface BusyRead extends Interval, Pick<ShopBarber, 'id' | 'busy'> {
  /** Names the state that this was read in: with the same version, the barber can only have become fuller. */
  readonly version: string;
}

/** Says that a barber has no start before `until`, as long as the database names the barber's state by `version`. */
export interface KnownFull {
  readonly version: string;
  /** Epoch ms. */
  readonly until: number;
}

/** Loads what slots depend on. Listing, next-available and booking all use this one query. */
@Injectable()
export class ShopCalendar {
  constructor(private readonly database: Database) {}

  /**
   * Runs one statement, inside the current transaction if there is one. Barbers who do not offer the service are left out.
   * @throws Problem `not-found` for ids that do not exist, a service that is inactive or not offered there, or a barber of another location.
   */
  async load(query: ShopQuery): Promise<ShopSnapshot> {
    const { locationId, barberId, serviceId, from, until, busyUntil = until } = query;
    const [row] = await this.database.prepared<CalendarRow>(CALENDAR, [
      locationId,
      barberId,
      serviceId,
      iso(from),
      iso(until),
      iso(busyUntil),
      query.ignoreAppointmentId,
      query.keptAtLocationId,
      query.durationMinutes,
    ]);
    if (row !== undefined) versionedBy(row.version);
    if (!row?.location) throw missing('location', locationId);
    if (barberId !== undefined && row.barbers.length === 0) throw missingBarber(barberId, locationId);
    if (!row.service) throw missing('service', serviceId);
    const { location, service, settings } = row;
    const barbers = row.barbers.filter(({ offers, id }) => offers || id === query.offeringBarberId);
    return { location, service, settings, barbers };
  }

  /**
   * The same barbers' busy ranges for other starts, by one more statement. Ranges with no room for a slot between them are merged.
   * A barber is read from where they are known to be full, if that still holds, and for at most so many days.
   */
  async busyIn(
    { barbers, service }: ShopSnapshot,
    { from, until, ignoreAppointmentId }: Interval & Pick<ShopQuery, 'ignoreAppointmentId'>,
    known: ReadonlyMap<number, KnownFull>,
    days: number,
  ): Promise<BusyRead[]> {
    const ids = barbers.map(({ id }) => id);
    return this.database.prepared<BusyRead>(MERGED_BUSY, [
      ids,
      service.bufferBeforeMinutes,
      iso(from),
      iso(until),
      service.durationMinutes,
      ignoreAppointmentId,
      ids.map((id) => known.get(id)?.version ?? null),
      ids.map((id) => iso(known.get(id)?.until ?? from)),
      days,
      service.bufferAfterMinutes,
    ]);
  }

  /** The time zone of the user, else of the place; `undefined` if there is neither. */
  async viewerZone({ locationId, barberId }: PlaceQuery, userId?: number): Promise<string | undefined> {
    const parameters = [locationId, barberId, userId];
    const [row] = await this.database.prepared<{ timezone: string | null }>(VIEWER_ZONE_SQL, parameters);
    return row?.timezone ?? undefined;
  }
}

function missing(noun: string, id: number | undefined): Problem {
  return id === undefined ? new Problem('not-found', `There is no ${noun} yet.`) : notFound(noun, id);
}

function missingBarber(id: number, locationId: number | undefined): Problem {
  if (locationId === undefined) return notFound('barber', id);
  return new Problem('not-found', `There is no barber ${id} at location ${locationId}.`);
}

const iso = (instant: number) => new Date(instant).toISOString();
