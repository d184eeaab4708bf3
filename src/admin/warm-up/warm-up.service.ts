import { Injectable } from '@nestjs/common';
import { availabilityRegion } from '../../booking/barbers/availability.cache.js';
import { bookingSettingsRegion } from '../../booking/settings/booking-settings.cache.js';
import { businessHoursRegion } from '../../booking/settings/business-hours.cache.js';
import { nextAvailableRegion } from '../../booking/slots/next-available.cache.js';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { dateAt } from '../../booking/slots/zone-day.js';
import { CacheStatus } from '../../cache/cache-status.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import type { WarmUpDto } from '../cache.dto.js';
import { type ReadJob, ReadJobs } from '../usage/read.jobs.js';
import { LearnedReads } from './learned-reads.js';
import { WarmUpLease } from './warm-up.lease.js';
import { datesFrom, slotQueries, type WarmUpScope } from './warm-up.plan.js';

const MOST_DAYS = 62;
const DAY_MS = 86_400_000;
/** Anybody may ask in any zone, and each one more is as much work again. */
const MOST_TIMEZONES = 8;

export interface WarmUpStats {
  readonly planned: number;
  /** Loaded and stored. */
  readonly warmed: number;
  /** Cached already. */
  readonly fresh: number;
  readonly failed: number;
  readonly durationMs: number;
}

export interface WarmUpAnswer {
  readonly message: string;
  readonly stats: WarmUpStats;
}

export type WarmUpProgress = (stats: WarmUpStats) => void;

/** Fills the cache before anybody asks, through the same cached reads that everybody uses. */
@Injectable()
export class WarmUpService {
  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly cache: CacheStatus,
    private readonly lease: WarmUpLease,
    private readonly jobs: ReadJobs,
    private readonly learned: LearnedReads,
  ) {}

  /**
   * What was asked for most, then the lists of slots of the days, locations and barbers asked for, the most wanted first,
   * and the next available slot for each list of the first day. Where something is asked for, it is only that.
   * @throws Problem `warm-up-running`, `invalid-request` for more than 62 days
   */
  async warmUp(asked: WarmUpDto, progress?: WarmUpProgress): Promise<WarmUpAnswer> {
    const start = asked.startDate ?? this.today();
    const days = daysOf(asked, start, this.env.CACHE_WARM_UP_DAYS);
    return this.alone(async () => {
      const { reads, demand } = await this.learned.lately();
      const scope = await this.scopeOf(asked, datesFrom(start, days), demand.timezones(MOST_TIMEZONES));
      const queries = demand.sorted(slotQueries(scope), this.today());
      return [
        ...(isOfAll(asked) ? reads : []),
        ...queries.flatMap((query) => {
          const list = this.jobs.of(slotsRegion, query);
          return query.date === start ? [list, this.jobs.of(nextAvailableRegion, query)] : [list];
        }),
      ];
    }, progress);
  }

  /** Settings, hours, barbers' weeks, and the slots of today and tomorrow. @throws Problem `warm-up-running` */
  async preload(): Promise<WarmUpAnswer> {
    return this.alone(async () => {
      const { demand } = await this.learned.lately();
      const dates = datesFrom(this.today(), 2);
      const scope = await this.scopeOf({}, dates, demand.timezones(MOST_TIMEZONES));
      const businesses = await this.database.query<{ id: number }>('SELECT id FROM businesses ORDER BY id');
      return [
        ...businesses.map(({ id }) => this.jobs.of(bookingSettingsRegion, id)),
        ...scope.locationIds.map((id) => this.jobs.of(businessHoursRegion, id)),
        ...scope.barbers.map(({ id }) => this.jobs.of(availabilityRegion, id)),
        ...demand.sorted(slotQueries(scope), this.today()).map((query) => this.jobs.of(slotsRegion, query)),
      ];
    });
  }

  private async alone(plan: () => Promise<ReadJob[]>, progress?: WarmUpProgress): Promise<WarmUpAnswer> {
    const leave = await this.lease.acquire();
    if (leave === null)
      throw new Problem('warm-up-running', 'A warm-up runs already: wait for it, or cancel it.');
    try {
      return await this.run(withoutRepeats(await plan()), leave.signal, progress);
    } finally {
      await leave.release();
    }
  }

  private async run(
    jobs: readonly ReadJob[],
    signal: AbortSignal,
    progress?: WarmUpProgress,
  ): Promise<WarmUpAnswer> {
    const startedAt = performance.now();
    const counts = { warmed: 0, fresh: 0, failed: 0 };
    const stats = () => ({
      planned: jobs.length,
      ...counts,
      durationMs: Math.round(performance.now() - startedAt),
    });
    const queue = jobs.values();
    const worker = async () => {
      for (const job of queue) {
        // Without the cache every job would be a load for nothing.
        if (signal.aborted || !this.cache.available) return;
        counts[await outcomeOf(job)]++;
        progress?.(stats());
      }
    };
    await Promise.all(Array.from({ length: this.env.jobsAtOnce }, worker));
    return { message: this.messageFor(signal), stats: stats() };
  }

  private messageFor(signal: AbortSignal): string {
    if (signal.aborted) return 'The warm-up was cancelled.';
    return this.cache.available
      ? 'The cache is warm.'
      : 'The warm-up ended early: the cache is not available.';
  }

  private async scopeOf(
    { barberIds, locationId }: WarmUpDto,
    dates: readonly string[],
    timezones: readonly string[],
  ): Promise<WarmUpScope> {
    const barbers = await this.database.query<{ id: number; locationId: number }>(
      `SELECT id, location_id AS "locationId" FROM barbers
       WHERE ($1::int[] IS NULL OR id = ANY ($1)) AND ($2::int IS NULL OR location_id = $2) ORDER BY id`,
      [barberIds ?? null, locationId ?? null],
    );
    const services = await this.database.query<{ id: number }>(
      'SELECT id FROM services WHERE active ORDER BY id',
    );
    return {
      dates,
      locationIds: [...new Set(barbers.map((barber) => barber.locationId))],
      barbers,
      serviceIds: services.map(({ id }) => id),
      timezones,
    };
  }

  private today(): string {
    return dateAt('UTC', this.clock.now());
  }
}

function daysOf({ endDate, daysAhead }: WarmUpDto, start: string, byDefault: number): number {
  const days =
    endDate === undefined ? (daysAhead ?? byDefault) : (Date.parse(endDate) - Date.parse(start)) / DAY_MS + 1;
  if (days >= 1 && days <= MOST_DAYS) return days;
  const message = `takes a date from startDate on, for ${MOST_DAYS} days in all at most`;
  throw new Problem('invalid-request', `endDate ${message}.`, { errors: [{ field: 'endDate', message }] });
}

function isOfAll({ startDate, endDate, barberIds, locationId }: WarmUpDto): boolean {
  return [startDate, endDate, barberIds, locationId].every((field) => field === undefined);
}

function withoutRepeats(jobs: readonly ReadJob[]): ReadJob[] {
  return [...new Map(jobs.map((job) => [job.id, job])).values()];
}

async function outcomeOf(job: ReadJob): Promise<'warmed' | 'fresh' | 'failed'> {
  try {
    return (await job.read()).status.result === 'hit' ? 'fresh' : 'warmed';
  } catch {
    // One thing that cannot be loaded, such as a service that is gone by now, keeps nothing else from being warm; it is counted.
    return 'failed';
  }
}
