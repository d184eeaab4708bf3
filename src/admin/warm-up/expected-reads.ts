import { Injectable } from '@nestjs/common';
import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { nextAvailableRegion } from '../../booking/slots/next-available.cache.js';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { dateAt } from '../../booking/wall-time/zone-day.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { DAY_MS, SECOND_MS } from '../../time/durations.js';
import { type ReadJob, ReadJobs } from '../usage/read.jobs.js';
import { lastScore, readsWithin, UsageLog } from '../usage/usage.log.js';
import { LoadTimes } from './load-times.js';
import { SlotDemand } from './slot-demand.js';

/** Limit of the reads that are held in memory, whatever has been requested. */
const MOST_EXPECTED = 10_000;
/**
 * After this time without being requested, a read is expected half as often. It is much longer than the usage log's: the night is
 * no reason to expect less of the morning.
 */
const HALF_LIFE_MS = 3 * DAY_MS;

/** A read that clients are expected to make. */
export interface ExpectedRead {
  readonly job: ReadJob;
  /** How often within the life of its entry. */
  readonly hits: number;
  /** The location it is about; `null`: all, or none is named. */
  readonly locationId: number | null;
  /** The query and the zone of its location, if it is a list of slots that {@link SlotLists} may hold too. */
  readonly list: { readonly query: SlotQuery; readonly ownZone: string } | null;
}

/** What the usage log says about the reads that clients make. */
export interface Expectation {
  /** First what was requested lately, then what follows from it; each by descending hits per millisecond of load. */
  readonly reads: readonly ExpectedRead[];
  /** The requested zones, in descending order of demand. */
  readonly timezones: readonly string[];
}

/** A place and service that clients ask about, and whether they can be booked. */
interface Place {
  readonly locationId: number | null;
  readonly timezone: string | null;
  readonly isBookable: boolean;
}

const REGIONS = [slotsRegion, nextAvailableRegion] as const;

/** Turns the usage log into the reads that are worth most. */
@Injectable()
export class ExpectedReads {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly log: UsageLog,
    private readonly jobs: ReadJobs,
    private readonly times: LoadTimes,
  ) {}

  /** @param dates of the answers about a day; other reads have none */
  async of(dates: readonly string[], mostZones: number): Promise<Expectation> {
    const now = this.clock.now();
    const asked = (await this.log.mostAsked(now)).flatMap((read) => {
      const job = this.jobs.again(read);
      const score = lastScore(read, now) * 0.5 ** ((now - read.scoredAt) / HALF_LIFE_MS);
      return job === null ? [] : [{ ...read, score, job }];
    });
    const lately = asked
      .filter((read) => !this.jobs.isPast(read))
      .map(({ job, args, region, score }) => ({ job, query: queryIn(region, args), score, isNew: false }));
    const known = new Set(lately.map(({ job }) => job.id));
    const today = dateAt('UTC', now);
    const demands = REGIONS.map((region) => {
      const requested = asked
        .filter((read) => read.region === region.name)
        .map(({ args, score, scoredAt }) => ({
          query: args[0] as SlotQuery,
          requestedOn: dateAt('UTC', scoredAt),
          score,
        }));
      return { region, demand: new SlotDemand(requested) };
    });
    const following = demands.flatMap(({ region, demand }) =>
      [...demand.expected(dates, today)].map(({ query, score }) => ({
        job: this.jobs.of(region, query),
        query,
        score,
        isNew: true,
      })),
    );
    const candidates = [...lately, ...following.filter(({ job }) => !known.has(job.id))];
    const places = await this.placesOf(candidates.map(({ query }) => query));
    const reads = candidates
      .flatMap(({ job, query, score, isNew }, index) => {
        const place = places[index];
        // A place that is gone, or closed, answers with a failure or an empty list.
        if (query !== null && place?.isBookable !== true) return [];
        const hits = readsWithin(job.ttlSeconds * SECOND_MS, { score });
        const ownZone = place?.timezone ?? null;
        const list = query === null || ownZone === null ? null : { query, ownZone };
        return [{ job, hits, locationId: place?.locationId ?? null, list, isNew }];
      })
      .toSorted(
        (a, b) =>
          Number(a.isNew) - Number(b.isNew) ||
          b.hits / this.times.ms(b.job.region) - a.hits / this.times.ms(a.job.region),
      )
      .slice(0, MOST_EXPECTED);
    return { reads, timezones: demands[0]?.demand.timezones(mostZones) ?? [] };
  }

  /** In the order of the queries; one statement for all different places. */
  private async placesOf(queries: readonly (SlotQuery | null)[]): Promise<(Place | null)[]> {
    const asked = new Map(
      queries.flatMap((query) => (query === null ? [] : [[placeOf(query), query] as const])),
    );
    const columns = (['locationId', 'barberId', 'serviceId'] as const).map((name) =>
      [...asked.values()].map((query) => query[name] ?? null),
    );
    const rows = await this.database.query<Place>(
      `SELECT place.id AS "locationId", place.timezone,
         (at IS NULL AND barber_id IS NULL OR coalesce(place.active, false))
           AND (barber_id IS NULL OR coalesce(barber.active AND barber.location_id = place.id, false))
           AND (service_id IS NULL OR coalesce(service.active, false)) AS "isBookable"
       FROM unnest($1::int[], $2::int[], $3::int[]) WITH ORDINALITY AS asked(at, barber_id, service_id, position)
       LEFT JOIN barbers AS barber ON barber.id = barber_id
       LEFT JOIN locations AS place ON place.id = coalesce(at, barber.location_id)
       LEFT JOIN services AS service ON service.id = service_id
       ORDER BY position`,
      columns,
    );
    const found = new Map([...asked.keys()].map((key, index) => [key, rows[index] ?? null]));
    return queries.map((query) => (query === null ? null : (found.get(placeOf(query)) ?? null)));
  }
}

/** The query of a read about slots; `null` for any other read. */
function queryIn(region: string, args: readonly unknown[]): SlotQuery | null {
  return REGIONS.some(({ name }) => name === region) ? (args[0] as SlotQuery) : null;
}

const placeOf = ({ locationId, barberId, serviceId }: SlotQuery) =>
  [locationId, barberId, serviceId].join(' ');
