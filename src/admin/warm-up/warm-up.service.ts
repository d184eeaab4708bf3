import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { dateAt } from '../../booking/wall-time/zone-day.js';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { Clock } from '../../config/clock.js';
import { DAY_MS, SECOND_MS } from '../../time/durations.js';
import { WarmUpSettings } from '../../config/settings.js';
import { invalidField, Problem } from '../../http/problem.js';
import { BarberSelection } from '../barber-selection.js';
import type { WarmUpDto } from '../cache.dto.js';
import { LAST_TO_CHANGE_DATE } from '../usage/read.jobs.js';
import { datesFrom } from './slot-lists.js';
import type { WarmUpAnswerDto, WarmUpPlanDto } from './warm-up.dto.js';
import { type Interruption, type HeldWarmUpLock, WarmUpLock } from './warm-up.lock.js';
import type { WarmUpPlan } from './warm-up.plan.js';
import { type PlannedDays, WarmUpPlanner } from './warm-up.planner.js';
import { planned, WarmUpRecord } from './warm-up.record.js';
import { type WarmUpProgress, WarmUpRun } from './warm-up.run.js';

const MOST_DAYS = 62;

/** A warm-up that is planned and holds the lock. */
export interface StartedWarmUp {
  /** Runs the warm-up, then releases the lock. */
  finish(progress?: WarmUpProgress): Promise<WarmUpAnswerDto>;
}

/** Fills the cache before clients need it, through the same cached methods that answer their requests. */
@Injectable()
export class WarmUpService implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly settings: WarmUpSettings,
    private readonly options: CacheOptions,
    private readonly clock: Clock,
    private readonly cache: CacheStatus,
    private readonly lock: WarmUpLock,
    private readonly planner: WarmUpPlanner,
    private readonly record: WarmUpRecord,
    private readonly barberSelection: BarberSelection,
  ) {}

  /** Interrupts running warm-ups, so that their clients are answered before the drain. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort('stopping' satisfies Interruption);
    await Promise.all(this.running);
  }

  /**
   * Plans the reads that clients are expected to make, then all other slot lists of the requested days, locations and barbers,
   * with the next available slot for each list of the first day. If the request names days, a location or barbers, only
   * their lists are planned.
   * @throws Problem `warm-up-running`, `invalid-request`, `not-found` for an unknown location or barber, `conflict` if the
   * cache is switched off
   */
  async warmUp(request: WarmUpDto): Promise<StartedWarmUp> {
    const days = await this.daysOf(request);
    return this.start(() => this.planner.ofDays(days));
  }

  /** Plans what {@link warmUp} would read, and loads nothing. @throws Problem as that, but not `warm-up-running` */
  async dryRun(request: WarmUpDto): Promise<WarmUpPlanDto> {
    const days = await this.daysOf(request);
    this.assertCaching();
    return planned(await this.planner.ofDays(days));
  }

  /**
   * Plans settings, business hours, the barbers' weeks, and the slots of today and tomorrow.
   * @throws Problem `warm-up-running`, `conflict` if the cache is switched off
   */
  async preload(): Promise<StartedWarmUp> {
    return this.start(() => this.planner.ofBasics(datesFrom(this.today(), 2)));
  }

  /**
   * What is likely to be read while its entries live. Where nothing is known about what clients read, the same as {@link warmUp}
   * of everything.
   * @throws Problem `warm-up-running`
   */
  async likely(): Promise<StartedWarmUp> {
    return this.start(
      async () => (await this.planner.ofExpected()) ?? this.planner.ofDays(await this.daysOf({})),
    );
  }

  /** What is likely to be read of some locations; `null`: nothing. @throws Problem `warm-up-running` */
  async likelyAt(locationIds: ReadonlySet<number>): Promise<StartedWarmUp | null> {
    const plan = await this.planner.ofExpected(locationIds);
    return plan === null || plan.reads === 0 ? null : this.start(async () => plan);
  }

  private async start(plan: () => Promise<WarmUpPlan>): Promise<StartedWarmUp> {
    this.assertCaching();
    if (this.stopping.signal.aborted) {
      throw new Problem('shutting-down', 'This instance is stopping: send the request to another one.');
    }
    const held = await this.lock.acquire();
    if (held === null)
      throw new Problem('warm-up-running', 'A warm-up is already running: wait for it, or cancel it.');
    try {
      const toRead = await plan();
      const recorded = await this.record.begin(toRead);
      const run = new WarmUpRun(toRead, this.cache, {
        signal: AbortSignal.any([held.signal, this.stopping.signal]),
        atOnce: this.settings.jobsAtOnce,
        limitMs: this.options.ttlSeconds(slotsRegion) * SECOND_MS,
      });
      const finish = async (progress?: WarmUpProgress) => {
        const answer = await run.finish((stats) => {
          recorded.progress(stats);
          progress?.(stats);
        });
        await recorded.end(answer);
        return answer;
      };
      return { finish: (progress) => this.tracked(finish(progress), held) };
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

  /** @throws Problem `invalid-request`, `not-found` */
  private async daysOf(request: WarmUpDto): Promise<PlannedDays> {
    const start = request.startDate ?? this.today();
    this.assertValid(request);
    const dates = datesFrom(start, countDays(request, start, this.settings.CACHE_WARM_UP_DAYS));
    const { locationId, barberIds } = request;
    if (locationId === undefined && barberIds === undefined) {
      return { dates, coversAll: request.startDate === undefined && request.endDate === undefined };
    }
    const named = await this.barberSelection.find(request);
    const locationsOfBarbers =
      barberIds === undefined ? undefined : new Set(named.map((barber) => barber.locationId));
    return { dates, locationId, barberIds, locationsOfBarbers, coversAll: false };
  }

  /** @throws Problem `conflict` */
  private assertCaching(): void {
    if (this.settings.CACHE_ENABLED) return;
    throw new Problem('conflict', 'The cache is switched off (CACHE_ENABLED=false): it cannot be warmed up.');
  }

  /** Validates the fields together. @throws Problem `invalid-request` */
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

  private today(): string {
    return dateAt('UTC', this.clock.now());
  }
}

function countDays({ endDate, daysAhead }: WarmUpDto, start: string, byDefault: number): number {
  const days =
    endDate === undefined ? (daysAhead ?? byDefault) : (Date.parse(endDate) - Date.parse(start)) / DAY_MS + 1;
  if (days >= 1 && days <= MOST_DAYS) return days;
  throw invalidField('endDate', `must not be before startDate, nor more than ${MOST_DAYS} days in all`);
}
