import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { SECOND_MS } from '../time/durations.js';
import { Env } from '../config/env.js';
import { addressOf } from './entry/address.js';
import { BypassLoads } from './read/bypass-loads.js';
import type { CacheAnswer, ReadStatus } from './entry/cache.answer.js';
import type { CacheCall } from './entry/cache.call.js';
import { StoreUnavailable } from './entry/cache.errors.js';
import { CachedResult } from './read/cached-result.js';
import { CacheStatus, type Suspension } from './store/cache-status.js';
import { CacheStore } from './store/cache.store.js';
import type { Entry } from './entry/entry.js';
import { Forgetter, type Forgotten } from './forgetter.js';
import { L1 } from './read/l1.js';
import { isUncached, runInside } from './read/load-scope.js';
import { Loader } from './read/loader.js';
import { ReadCounter } from './read/read.counter.js';
import { currentReadScope, ReadScope } from './read/read-scope.js';
import { Reader } from './read/reader.js';
import type { Region, TagRef } from './entry/region.js';
import { ReturnListeners } from './store/return-listeners.js';
import { ConsistencySampler } from './read/consistency-sampler.js';
import { CacheOwnership } from './store/cache-ownership.js';
import { Suspensions } from './store/suspension.js';

const BYPASS_WAITING = 1000;
const BYPASS_WAIT_MS = 2 * SECOND_MS;

/** The cache as the rest of the house sees it. Reads never fail because of it; only the loads given to it may throw. */
@Injectable()
export class Cache extends CacheStatus {
  private database: string | null = null;
  private readonly bypass: BypassLoads<Entry>;

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly store: CacheStore,
    private readonly reader: Reader,
    private readonly loader: Loader,
    private readonly forgetter: Forgetter,
    private readonly l1: L1,
    private readonly suspensions: Suspensions,
    private readonly listeners: ReturnListeners,
    private readonly ownership: CacheOwnership,
    private readonly sampler: ConsistencySampler,
    private readonly counter: ReadCounter,
  ) {
    super();
    // As many as the pool has connections: more would only wait there, unbounded.
    const running = env.DATABASE_POOL_SIZE;
    this.bypass = new BypassLoads({ running, waiting: BYPASS_WAITING, waitMs: BYPASS_WAIT_MS });
  }

  get mode(): 'redis' | 'memory' | 'off' {
    return this.env.CACHE_ENABLED && this.ownership.mayRead ? this.store.mode : 'off';
  }

  get available(): boolean {
    return this.whyBypassed() === undefined;
  }

  get suspended(): Suspension | null {
    return this.suspensions.current;
  }

  /** The database that the cache belongs to, once it is known. */
  get generation(): string | null {
    return this.database;
  }

  /**
   * The value under the region's key for these arguments: cached, or loaded once for everybody who waits. Deeply frozen.
   * Inside a load or a transaction it is what `load()` returns (rule 5).
   * @throws InvalidCacheName, Overloaded, UncacheableValue, and whatever the load throws.
   */
  async getOrLoad<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<Value> {
    if (isUncached()) return runInside(load);
    // @mutant falsy-value-not-cached
    return (await this.answer(region, args, load)).entry.value;
  }

  /** As {@link getOrLoad}; the value is parsed when somebody asks for it, and what L1 may serve is there at once. */
  read<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<Value> {
    if (isUncached()) return runInside(load);
    try {
      const call = this.callOf(region, args, load);
      return new CachedResult((this.atOnce(call) ?? this.answered(call)) as Promise<CacheAnswer<Value>>);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As {@link getOrLoad}, with the body, the ETag and how it was answered. Not inside a load or a transaction. */
  async answer<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<CacheAnswer<Value>> {
    outsideOfLoads();
    const call = this.callOf(region, args, load);
    return (this.atOnce(call) ?? (await this.answered(call))) as CacheAnswer<Value>;
  }

  /** Many keys of one region at once, in the order of `argsList`. */
  async getMany<Args extends unknown[], Value>(
    region: Region<Args>,
    argsList: readonly Args[],
    load: (...args: Args) => Promise<Value>,
  ): Promise<Value[]> {
    return Promise.all(argsList.map((args) => this.getOrLoad(region, args, () => load(...args))));
  }

  /** Loads anew although an entry may be there, and stores it: for what warms up. Not inside a load or a transaction. */
  async refresh<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<CacheAnswer<Value>> {
    outsideOfLoads();
    const call = this.callOf(region, args, load);
    const scope = currentReadScope() ?? new ReadScope();
    return (await this.route(call, () => this.reader.renew(call, scope), scope)) as CacheAnswer<Value>;
  }

  /**
   * Makes every entry that carries one of the tags invalid, everywhere. Never throws. An instance that does not read the
   * cache forgets all the same (rule 16). Not accepted: somebody must do it again.
   */
  async forget(tags: readonly TagRef[]): Promise<Forgotten> {
    // @mutant mode-off-does-not-forget
    const forgotten = await this.forgetter.forget(tags);
    const isForAll = forgotten.accepted && (await this.ownership.mayPublish());
    return { ...forgotten, accepted: isForAll };
  }

  /** Waits until no instance can serve what was forgotten with a reply at `repliedAt` (rule 9). */
  async awaitLease(repliedAt: number): Promise<void> {
    return this.forgetter.awaitLease(repliedAt);
  }

  /** Reads go past the cache until every reason given has been taken back by {@link resume}. */
  suspend(reason: string): void {
    this.suspensions.add(reason, this.clock.now());
  }

  resume(reason: string): void {
    this.suspensions.remove(reason);
  }

  /** Until it is known which database the cache belongs to, reads bypass it; another one forgets everything. */
  setGeneration(uuid: string): void {
    if (this.database === uuid) return;
    this.database = uuid;
    this.l1.clear();
  }

  /** Called when the store answers again; reads wait for the promise: by then every pending change must be forgotten. */
  onReconnected(listener: () => Promise<void>): void {
    this.listeners.onReconnected(listener);
  }

  /** Called when the store's history is another one; reads wait for the promise: what was lately forgotten must be again. */
  onNewEpoch(listener: () => Promise<void>): void {
    this.listeners.onNewEpoch(listener);
  }

  private callOf<Args extends unknown[]>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<unknown>,
  ): CacheCall {
    const general = region as unknown as Region<unknown[]>;
    return {
      region: general,
      address: addressOf(general, args),
      generation: `${this.database}.${region.version}`,
      load,
      beganAt: performance.now(),
      beganOn: this.clock.now(),
    };
  }

  private answered(call: CacheCall): Promise<CacheAnswer> {
    const scope = currentReadScope() ?? new ReadScope();
    return this.route(call, () => this.reader.read(call, scope), scope);
  }

  /** A hit that needs nobody's answer costs no promise either. */
  private atOnce(call: CacheCall): CacheAnswer | undefined {
    const answer = this.whyBypassed() === undefined ? this.reader.leased(call) : undefined;
    return answer && this.told(call, answer, currentReadScope());
  }

  /** Not async: a hit pays for each promise. */
  private route(call: CacheCall, read: () => Promise<CacheAnswer>, scope: ReadScope): Promise<CacheAnswer> {
    const told = (answer: CacheAnswer) => this.told(call, answer, scope);
    if (this.whyBypassed() !== undefined) return this.bypassed(call).then(told);
    return read().then(told, (error: unknown) => {
      if (error instanceof StoreUnavailable) return this.bypassed(call).then(told);
      throw error;
    });
  }

  /** Tells whoever wants to know how the read was answered. */
  private told(call: CacheCall, answer: CacheAnswer, scope: ReadScope | undefined): CacheAnswer {
    scope?.answered(answer);
    this.counter.count(call, answer, scope);
    if (answer.status.result === 'hit') this.sampler.sample(call, answer.entry);
    return answer;
  }

  private async bypassed(call: CacheCall): Promise<CacheAnswer> {
    const detail = this.whyBypassed() ?? 'slow';
    const entry = await this.bypass.load(call.address.id, () => this.loader.load(call));
    return { entry, status: { result: 'bypass', tier: 'load', detail }, readOn: call.beganOn };
  }

  private whyBypassed(): ReadStatus['detail'] | undefined {
    if (this.mode === 'off') return 'off';
    if (this.database === null) return 'starting';
    return this.suspensions.current === null ? undefined : 'suspended';
  }
}

/** What is answered from the cache must not become part of what is cached, nor of a transaction (rule 5). */
function outsideOfLoads(): void {
  if (isUncached()) throw new Error('Inside a load or a transaction only getOrLoad and read may be called');
}
