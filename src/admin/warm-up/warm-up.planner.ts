import { Injectable } from '@nestjs/common';
import { availabilityRegion } from '../../booking/barbers/availability.cache.js';
import { bookingSettingsRegion } from '../../booking/settings/booking-settings.cache.js';
import { businessHoursRegion } from '../../booking/settings/business-hours.cache.js';
import { nextAvailableRegion } from '../../booking/slots/next-available.cache.js';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { dateAt } from '../../booking/wall-time/zone-day.js';
import { Clock } from '../../config/clock.js';
import { WarmUpSettings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { type ReadJob, ReadJobs } from '../usage/read.jobs.js';
import { type ExpectedRead, ExpectedReads } from './expected-reads.js';
import { LoadTimes } from './load-times.js';
import { datesFrom, type ListScope, SlotLists } from './slot-lists.js';
import { WarmUpPlan } from './warm-up.plan.js';

/** Limit of the zones to warm up, because each zone multiplies the work and clients may request any. */
const MOST_TIMEZONES = 8;
/** Limit of the services, which multiply the work as well and are held in memory. */
const MOST_SERVICES = 500;
const PAGE = 1000;
/**
 * An entry is warmed without being asked for only if this many reads are expected in its life: about half of such entries are read.
 * It is less than the 0.7 of that probability, because a score that has not settled yet understates the reads.
 */
const WORTH_READS = 0.35;

/** What a request for a warm-up names. */
export interface PlannedDays {
  readonly dates: readonly string[];
  readonly locationId?: number | undefined;
  readonly barberIds?: readonly number[] | undefined;
  /** Where the named barbers work. */
  readonly locationsOfBarbers?: ReadonlySet<number> | undefined;
  /** Whether nothing was named, so that other reads than those of the days count too. */
  readonly coversAll: boolean;
}

/** Plans what to load, the most valuable first. Nothing grows with the chain but the time that a run would take. */
@Injectable()
export class WarmUpPlanner {
  constructor(
    private readonly settings: WarmUpSettings,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly jobs: ReadJobs,
    private readonly expected: ExpectedReads,
    private readonly lists: SlotLists,
    private readonly times: LoadTimes,
  ) {}

  /** The reads that clients are expected to make, then all other lists of slots, with the next available slots of the first day. */
  async ofDays({ coversAll, locationsOfBarbers, ...days }: PlannedDays): Promise<WarmUpPlan> {
    const { dates } = days;
    const { reads, timezones } = await this.expected.of(dates, MOST_TIMEZONES);
    const scope = { ...days, timezones, serviceIds: await this.services() };
    const first = dates[0];
    const isCovered = (read: ExpectedRead) => isIn(scope, read, locationsOfBarbers);
    const chosen = coversAll ? reads : reads.filter(isCovered);
    const perDate = await this.lists.perDate(scope);
    const known = new Set(chosen.map(({ job }) => job.id));
    const repeated = (region: string) =>
      chosen.filter((read) => read.job.region === region && isCovered(read)).length;
    const counted = [
      ...chosen.map(({ job }) => this.counted(job.region, 1)),
      this.counted(slotsRegion.name, perDate * dates.length - repeated(slotsRegion.name)),
      this.counted(nextAvailableRegion.name, perDate - repeated(nextAvailableRegion.name)),
    ];
    const { lists, jobs } = this;
    return this.plan(counted, async function* () {
      yield* chosen.map(({ job }) => job);
      for await (const query of lists.read(scope)) {
        const list = jobs.of(slotsRegion, query);
        if (!known.has(list.id)) yield list;
        if (query.date !== first) continue;
        const next = jobs.of(nextAvailableRegion, query);
        if (!known.has(next.id)) yield next;
      }
    });
  }

  /**
   * Only the reads that are likely enough to be made while their entries live; of some locations, or of all and of none.
   * `null` if nothing is known about what clients ask for.
   */
  async ofExpected(locationIds?: ReadonlySet<number>): Promise<WarmUpPlan | null> {
    const dates = datesFrom(dateAt('UTC', this.clock.now()), this.settings.CACHE_WARM_UP_DAYS);
    const { reads } = await this.expected.of(dates, 0);
    if (reads.length === 0) return null;
    const chosen = reads.filter(
      ({ hits, locationId }) =>
        hits >= WORTH_READS &&
        (locationIds === undefined || (locationId !== null && locationIds.has(locationId))),
    );
    return this.plan(
      chosen.map(({ job }) => this.counted(job.region, 1)),
      async function* () {
        yield* chosen.map(({ job }) => job);
      },
    );
  }

  /** Settings, business hours, the barbers' weeks, and the slots of `dates`. */
  async ofBasics(dates: readonly string[]): Promise<WarmUpPlan> {
    const { timezones } = await this.expected.of([], MOST_TIMEZONES);
    const serviceIds = await this.services();
    const scope = { dates, serviceIds, timezones };
    const places = `locations WHERE active AND EXISTS (SELECT FROM barbers WHERE location_id = locations.id AND active)`;
    const staff = `barbers WHERE active AND EXISTS (SELECT FROM locations WHERE locations.id = location_id AND active)`;
    const [counts] = await this.database.query<{ businesses: number; places: number; staff: number }>(
      `SELECT (SELECT count(*) FROM businesses)::int AS businesses, (SELECT count(*) FROM ${places})::int AS places,
         (SELECT count(*) FROM ${staff})::int AS staff`,
    );
    const perDate = await this.lists.perDate(scope);
    const counted = [
      this.counted(bookingSettingsRegion.name, counts?.businesses ?? 0),
      this.counted(businessHoursRegion.name, counts?.places ?? 0),
      this.counted(availabilityRegion.name, counts?.staff ?? 0),
      this.counted(slotsRegion.name, perDate * dates.length),
    ];
    const { jobs, lists } = this;
    const idsOf = (from: string) => this.idsOf(from);
    return this.plan(counted, async function* () {
      for await (const id of idsOf('businesses WHERE true')) yield jobs.of(bookingSettingsRegion, id);
      for await (const id of idsOf(places)) yield jobs.of(businessHoursRegion, id);
      for await (const id of idsOf(staff)) yield jobs.of(availabilityRegion, id);
      for await (const query of lists.read(scope)) yield jobs.of(slotsRegion, query);
    });
  }

  private plan(
    counted: ConstructorParameters<typeof WarmUpPlan>[0],
    jobs: () => AsyncGenerator<ReadJob>,
  ): WarmUpPlan {
    return new WarmUpPlan(counted, this.settings.jobsAtOnce, jobs);
  }

  private counted(region: string, reads: number) {
    return { region, reads, loadMs: this.times.ms(region) };
  }

  private async services(): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      'SELECT id FROM services WHERE active ORDER BY id LIMIT $1',
      [MOST_SERVICES],
    );
    return rows.map(({ id }) => id);
  }

  /** The ids of a table, page by page. @param from a table with a condition */
  private async *idsOf(from: string): AsyncGenerator<number> {
    let last = 0;
    for (;;) {
      const rows = await this.database.query<{ id: number }>(
        `SELECT id FROM ${from} AND id > $1 ORDER BY id LIMIT ${PAGE}`,
        [last],
      );
      for (const { id } of rows) yield id;
      if (rows.length < PAGE) return;
      last = rows.at(-1)?.id ?? 0;
    }
  }
}

/** Whether the lists of the scope, or the next available slots of its first day, contain the read. */
function isIn(
  scope: ListScope,
  { job, list, locationId }: ExpectedRead,
  locationsOfBarbers: ReadonlySet<number> | undefined,
): boolean {
  if (list === null) return false;
  const { query, ownZone } = list;
  const { date, barberId, serviceId, timezone } = query;
  return (
    (job.region === slotsRegion.name ? scope.dates.includes(date) : date === scope.dates[0]) &&
    (query.locationId !== undefined || barberId !== undefined) &&
    serviceId !== undefined &&
    scope.serviceIds.includes(serviceId) &&
    (timezone === undefined || (timezone !== ownZone && scope.timezones.includes(timezone))) &&
    (scope.locationId === undefined || scope.locationId === locationId) &&
    (barberId === undefined
      ? (locationsOfBarbers?.has(locationId ?? 0) ?? true)
      : (scope.barberIds?.includes(barberId) ?? true))
  );
}
