import { Injectable } from '@nestjs/common';
import { CacheCalls } from './read/cache.calls.js';
import type { CacheAnswer } from './entry/cache.answer.js';
import { CurrentGeneration } from './entry/current-generation.js';
import type { Region, TagRef } from './entry/region.js';
import { Forgetter, type Forgotten } from './forgetter.js';
import { CachedResult } from './read/cached-result.js';
import { inSpan } from '../time/spans.js';
import { L1 } from './read/l1.js';
import { ReadSpan } from './read/read-span.js';
import { isUncached, runInside } from './read/load-scope.js';
import { type LoadMany, SharedLoads } from './read/shared-loads.js';
import { RoutedReads } from './read/routed-reads.js';
import { CacheAvailability } from './store/cache-availability.js';
import type { Denial } from './store/denials.js';
import { ForgetFeed } from './store/forget-feed.js';
import { CacheStatus, type Suspension } from './store/cache-status.js';
import { ReturnListeners } from './store/return-listeners.js';

/** Public facade of the cache. A cache failure never fails a read; only the caller's loader can throw. */
@Injectable()
export class Cache extends CacheStatus {
  constructor(
    private readonly calls: CacheCalls,
    private readonly reads: RoutedReads,
    private readonly forgetter: Forgetter,
    private readonly availability: CacheAvailability,
    private readonly currentGeneration: CurrentGeneration,
    private readonly l1: L1,
    private readonly listeners: ReturnListeners,
    private readonly feed: ForgetFeed,
  ) {
    super();
  }

  get mode(): 'redis' | 'memory' | 'off' {
    return this.availability.mode;
  }

  get available(): boolean {
    return this.availability.available;
  }

  get denial(): Denial | undefined {
    return this.availability.denial;
  }

  get suspended(): Suspension | null {
    return this.availability.suspended;
  }

  /** UUID of the generation of the database that the cache belongs to; `null` until it is known. */
  get generation(): string | null {
    return this.currentGeneration.uuid;
  }

  /**
   * Returns the cached value for these arguments, or loads it once for all concurrent callers. The value is deep-frozen.
   * Inside a load or a transaction it returns the result of `load()` (rule 5).
   * What the store cannot hold (rule 17) is loaded by each read, and callers that come together may share it unfrozen.
   * @throws Overloaded, and whatever the load throws.
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

  /** As {@link getOrLoad}, but lazy: the value is parsed when it is awaited, and a hit in L1 is available synchronously. */
  read<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<Value> {
    if (isUncached()) return runInside(load);
    try {
      return new CachedResult(this.start(region, args, load) as Promise<CacheAnswer<Value>>);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * As {@link getOrLoad}, but returns the entry (body, ETag) and how the read was answered. Throws inside a load or a
   * transaction.
   */
  async answer<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<CacheAnswer<Value>> {
    refuseInsideLoad();
    return (await this.start(region, args, load)) as CacheAnswer<Value>;
  }

  /** Lets the next read of each of these entries ask the store, even if this process could serve it under its lease. */
  endLeases(ids: readonly string[]): void {
    for (const id of ids) this.l1.endLease(id);
  }

  private start<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): CacheAnswer | Promise<CacheAnswer> {
    const span = ReadSpan.of(region.name);
    const call = this.calls.of(region, args, span === undefined ? load : span.bind(load));
    const answer = this.reads.immediate(call) ?? this.reads.read(call);
    span?.endWith(answer);
    return answer;
  }

  /**
   * Reads many keys of one region: with one READ for each shard, all CLAIMs before any load, and one load for all keys that are
   * missing. `load` loads what these have in common, in one go, and returns the function that makes the value of each of them, in
   * which alone limits and tags are declared. The answers are in the order of `argsList`. Throws inside a load or a transaction.
   * @throws Overloaded, and whatever the load throws.
   */
  async readMany<Args extends unknown[], Value>(
    region: Region<Args>,
    argsList: readonly Args[],
    load: LoadMany<Args, Value>,
  ): Promise<CacheAnswer<Value>[]> {
    refuseInsideLoad();
    const loads = new SharedLoads(load);
    return inSpan('cache reads', { 'cache.region': region.name, 'cache.keys': argsList.length }, async () =>
      this.reads.readMany(argsList.map((args) => this.calls.of(region, args, async () => loads.one(args)))),
    ) as Promise<CacheAnswer<Value>[]>;
  }

  /** Reads many keys of one region at once, each with a load of its own; the values are in the order of `argsList`. */
  async getMany<Args extends unknown[], Value>(
    region: Region<Args>,
    argsList: readonly Args[],
    load: (...args: Args) => Promise<Value>,
  ): Promise<Value[]> {
    return Promise.all(argsList.map((args) => this.getOrLoad(region, args, () => load(...args))));
  }

  /**
   * For warm-up: loads even if there is an entry, and replaces it. Once it resolves, no instance serves what it replaced, unless
   * the store failed (rule 27). Throws inside a load or a transaction.
   */
  async refresh<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<CacheAnswer<Value>> {
    refuseInsideLoad();
    const answer = await this.reads.refresh(this.calls.of(region, args, load));
    // @mutant refresh-lease-not-awaited
    await this.forgetter.awaitLease(performance.now());
    return answer as CacheAnswer<Value>;
  }

  /**
   * Invalidates every entry that carries one of the tags, on every instance. Never throws. An instance that does not read
   * the cache forgets too (rule 16). If not accepted, the caller must retry.
   */
  async forget(tags: readonly TagRef[]): Promise<Forgotten> {
    // @mutant mode-off-does-not-forget
    const forgotten = await inSpan('cache forget', { 'cache.tags': tags.length }, () =>
      this.forgetter.forget(tags),
    );
    return { ...forgotten, accepted: forgotten.accepted && (await this.forgetter.reachesAll()) };
  }

  /** Waits until no instance can serve an entry that was forgotten with a reply at `repliedAt` (rule 9). */
  async awaitLease(repliedAt: number): Promise<void> {
    return this.forgetter.awaitLease(repliedAt);
  }

  /** Makes reads bypass the cache until every reason given has been taken back by {@link resume}. */
  suspend(reason: string): void {
    this.availability.suspend(reason);
  }

  resume(reason: string): void {
    this.availability.resume(reason);
  }

  /** Sets the generation of the database; until then reads bypass the cache. A new one makes every entry invalid. */
  setGeneration(uuid: string): void {
    if (!this.currentGeneration.set(uuid)) return;
    this.l1.clear();
    this.feed.missed();
  }

  /** Called when the store answers again; reads wait for the promise, by which every pending change must be forgotten. */
  onReconnected(listener: () => Promise<void>): void {
    this.listeners.onReconnected(listener);
  }

  /** Called when the store has another history; reads wait for the promise: recent invalidations must be repeated. */
  onNewEpoch(listener: () => Promise<void>): void {
    this.listeners.onNewEpoch(listener);
  }
}

/** A cached answer must not become part of a cached value, nor of a transaction (rule 5). */
function refuseInsideLoad(): void {
  if (isUncached()) throw new Error('Inside a load or a transaction only getOrLoad and read may be called');
}
