import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { availabilityRegion } from '../../booking/barbers/availability.cache.js';
import { bookingSettingsRegion } from '../../booking/settings/booking-settings.cache.js';
import { businessHoursRegion } from '../../booking/settings/business-hours.cache.js';
import { nextAvailableRegion } from '../../booking/slots/next-available.cache.js';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { dateAt } from '../../booking/wall-time/zone-day.js';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { Clock } from '../../config/clock.js';
import { DAY_MS } from '../../time/durations.js';
import { WarmUpSettings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { invalidField, Problem } from '../../http/problem.js';
import { type SelectedBarber, BarberSelection } from '../barber-selection.js';
import type { WarmUpDto } from '../cache.dto.js';
import { LAST_TO_CHANGE_DATE, type ReadJob, ReadJobs } from '../usage/read.jobs.js';
import { LearnedReads } from './learned-reads.js';
import { type Interruption, type HeldWarmUpLock, WarmUpLock } from './warm-up.lock.js';
import { datesFrom, slotQueries, type WarmUpScope } from './warm-up.plan.js';
import { type WarmUpProgress, WarmUpRun } from './warm-up.run.js';
import type { WarmUpAnswerDto } from './warm-up.dto.js';

const MOST_DAYS = 62;
/** Limit of the zones to warm up, because each zone multiplies the work and clients may request any. */
const MOST_TIMEZONES = 8;

/** A warm-up that is planned and holds the lock. */
export interface StartedWarmUp {
  /** Runs the warm-up, then releases the lock. Never throws. */
  finish(progress?: WarmUpProgress): Promise<WarmUpAnswerDto>;
}

/** Fills the cache before clients need it, through the same cached methods that answer their requests. */
@Injectable()
export class WarmUpService implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly settings: WarmUpSettings,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly cache: CacheStatus,
    private readonly lock: WarmUpLock,
    private readonly jobs: ReadJobs,
    private readonly learned: LearnedReads,
    private readonly barberSelection: BarberSelection,
  ) {}

  /** Interrupts running warm-ups, so that their clients are answered before the drain. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort('stopping' satisfies Interruption);
    await Promise.all(this.running);
  }

  /**
   * Plans the most requested reads, then the slot lists of the requested days, locations and barbers in descending order of
   * demand, with the next available slot for each list of the first day. If the request names days, a location or barbers, only
   * their lists are planned.
   * @throws Problem `warm-up-running`, `invalid-request`, `not-found` for an unknown location or barber, `conflict` if the
   * cache is switched off
   */
  async warmUp(request: WarmUpDto): Promise<StartedWarmUp> {
    const start = request.startDate ?? this.today();
    this.assertValid(request);
    const days = daysOf(request, start, this.settings.CACHE_WARM_UP_DAYS);
    const barbers = (await this.barberSelection.find(request)).filter(({ isBookable }) => isBookable);
    return this.start(async () => {
      const { reads, demand } = await this.learned.recent();
      const timezones = demand.timezones(MOST_TIMEZONES);
      const scope = await this.scopeOf(request.locationId, barbers, datesFrom(start, days), timezones);
      const queries = demand.sorted(slotQueries(scope), this.today());
      return [
        ...(coversAll(request) ? reads : []),
        ...queries.flatMap((query) => {
          const list = this.jobs.of(slotsRegion, query);
          return query.date === start ? [list, this.jobs.of(nextAvailableRegion, query)] : [list];
        }),
      ];
    });
  }

  /**
   * Plans settings, business hours, the barbers' weeks, and the slots of today and tomorrow.
   * @throws Problem `warm-up-running`, `conflict` if the cache is switched off
   */
  async preload(): Promise<StartedWarmUp> {
    return this.start(async () => {
      const { demand } = await this.learned.recent();
      const barbers = (await this.barberSelection.find({})).filter(({ isBookable }) => isBookable);
      const dates = datesFrom(this.today(), 2);
      const scope = await this.scopeOf(undefined, barbers, dates, demand.timezones(MOST_TIMEZONES));
      const businesses = await this.database.query<{ id: number }>('SELECT id FROM businesses ORDER BY id');
      return [
        ...businesses.map(({ id }) => this.jobs.of(bookingSettingsRegion, id)),
        ...scope.locationIds.map((id) => this.jobs.of(businessHoursRegion, id)),
        ...scope.barbers.map(({ id }) => this.jobs.of(availabilityRegion, id)),
        ...demand.sorted(slotQueries(scope), this.today()).map((query) => this.jobs.of(slotsRegion, query)),
      ];
    });
  }

  private async start(plan: () => Promise<ReadJob[]>): Promise<StartedWarmUp> {
    if (!this.settings.CACHE_ENABLED) {
      throw new Problem(
        'conflict',
        'The cache is switched off (CACHE_ENABLED=false): it cannot be warmed up.',
      );
    }
    if (this.stopping.signal.aborted) {
      throw new Problem('shutting-down', 'This instance is stopping: send the request to another one.');
    }
    const held = await this.lock.acquire();
    if (held === null)
      throw new Problem('warm-up-running', 'A warm-up is already running: wait for it, or cancel it.');
    try {
      const signal = AbortSignal.any([held.signal, this.stopping.signal]);
      const run = new WarmUpRun(withoutRepeats(await plan()), signal, this.cache, this.settings.jobsAtOnce);
      return { finish: (progress) => this.tracked(run.finish(progress), held) };
    } catch (error) {
      await held.release();
      throw error;
    }
  }

  /** Delays the shutdown of the process until the work is done. */
  private async tracked<Result>(work: Promise<Result>, held: HeldWarmUpLock): Promise<Result> {
    this.running.add(work);
    try {
      return await work;
    } finally {
      this.running.delete(work);
      await held.release();
    }
  }

  /** Checks what the fields on their own cannot show. @throws Problem `invalid-request` */
  private assertValid({ startDate, endDate, daysAhead, barberIds }: WarmUpDto): void {
    if (startDate !== undefined && startDate < dateAt(LAST_TO_CHANGE_DATE, this.clock.now())) {
      throw invalidField('startDate', 'takes today or a later date: clients do not request past days');
    }
    if (endDate !== undefined && daysAhead !== undefined) {
      throw invalidField('daysAhead', 'must not be combined with endDate');
    }
    if (barberIds?.length === 0)
      throw invalidField('barberIds', 'takes at least one id; omit it for all barbers');
  }

  private async scopeOf(
    locationId: number | undefined,
    barbers: readonly SelectedBarber[],
    dates: readonly string[],
    timezones: readonly string[],
  ): Promise<WarmUpScope> {
    const services = await this.database.query<{ id: number }>(
      'SELECT id FROM services WHERE active ORDER BY id',
    );
    const locationIds = [
      ...(locationId === undefined ? [] : [locationId]),
      ...barbers.map((each) => each.locationId),
    ];
    return {
      dates,
      locationIds: [...new Set(locationIds)],
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
  throw invalidField('endDate', `must not be before startDate, nor more than ${MOST_DAYS} days in all`);
}

function coversAll({ startDate, endDate, barberIds, locationId }: WarmUpDto): boolean {
  return [startDate, endDate, barberIds, locationId].every((field) => field === undefined);
}

function withoutRepeats(jobs: readonly ReadJob[]): ReadJob[] {
  return [...new Map(jobs.map((job) => [job.id, job])).values()];
}
