import { Injectable } from '@nestjs/common';
import { AvailabilityService } from '../../booking/barbers/availability.service.js';
import { BookingSettingsService } from '../../booking/settings/booking-settings.service.js';
import { BusinessHoursService } from '../../booking/settings/business-hours.service.js';
import { NextAvailableService } from '../../booking/slots/next-available.service.js';
import { SlotsService } from '../../booking/slots/slots.service.js';
import { dateAt } from '../../booking/slots/zone-day.js';
import { CacheStatus } from '../../cache/cache-status.js';
import { ReadScope, runInReadScope } from '../../cache/read-scope.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import type { WarmUpDto } from '../cache.dto.js';
import { WarmUpLease } from './warm-up.lease.js';
import { datesFrom, type SlotJob, slotJobs, type WarmUpScope } from './warm-up.plan.js';

const MOST_DAYS = 62;
const DAY_MS = 86_400_000;

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

type Job = () => Promise<unknown>;

/** Fills the cache before anybody asks, through the same cached reads that everybody uses. */
@Injectable()
export class WarmUpService {
  private readonly atOnce: number;

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly cache: CacheStatus,
    private readonly lease: WarmUpLease,
    private readonly slots: SlotsService,
    private readonly nextAvailable: NextAvailableService,
    private readonly availability: AvailabilityService,
    private readonly hours: BusinessHoursService,
    private readonly settings: BookingSettingsService,
  ) {
    // Readers come first: a tenth of the pool at most.
    this.atOnce = Math.max(1, Math.floor(env.DATABASE_POOL_SIZE / 10));
  }

  /**
   * Lists of slots of the days, locations and barbers asked for, each of them with its next available slot.
   * @throws Problem `warm-up-running`, `invalid-request` for more than 62 days
   */
  async warmUp(asked: WarmUpDto, progress?: WarmUpProgress): Promise<WarmUpAnswer> {
    const start = asked.startDate ?? this.today();
    const days = daysOf(asked, start, this.env.CACHE_WARM_UP_DAYS);
    return this.alone(async () => {
      const scope = await this.scopeOf(asked, datesFrom(start, days));
      return slotJobs(scope).flatMap((job) => this.slotReads(job, job.date === start));
    }, progress);
  }

  /** Settings, hours, barbers' weeks, and the slots of today and tomorrow. @throws Problem `warm-up-running` */
  async preload(): Promise<WarmUpAnswer> {
    return this.alone(async () => {
      const scope = await this.scopeOf({}, datesFrom(this.today(), 2));
      const businesses = await this.database.query<{ id: number }>('SELECT id FROM businesses ORDER BY id');
      return [
        ...businesses.map(
          ({ id }) =>
            () =>
              this.settings.get(id),
        ),
        ...scope.locationIds.map((id) => () => this.hours.get(id)),
        ...scope.barbers.map(
          ({ id }) =>
            () =>
              this.availability.get(id),
        ),
        ...slotJobs(scope).map((job) => () => this.slots.list(job)),
      ];
    });
  }

  private slotReads(job: SlotJob, isFirstDay: boolean): Job[] {
    const list = () => this.slots.list(job);
    return isFirstDay ? [list, () => this.nextAvailable.find(job)] : [list];
  }

  private async alone(plan: () => Promise<Job[]>, progress?: WarmUpProgress): Promise<WarmUpAnswer> {
    const leave = await this.lease.acquire();
    if (leave === null)
      throw new Problem('warm-up-running', 'A warm-up runs already: wait for it, or cancel it.');
    try {
      return await this.run(await plan(), leave.signal, progress);
    } finally {
      await leave.release();
    }
  }

  private async run(
    jobs: readonly Job[],
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
    await Promise.all(Array.from({ length: this.atOnce }, worker));
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

async function outcomeOf(job: Job): Promise<'warmed' | 'fresh' | 'failed'> {
  const scope = new ReadScope();
  try {
    await runInReadScope(scope, job);
    return scope.answer?.status.result === 'hit' ? 'fresh' : 'warmed';
  } catch {
    // One thing that cannot be loaded, such as a service that is gone by now, keeps nothing else from being warm; it is counted.
    return 'failed';
  }
}
