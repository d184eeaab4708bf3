import { Injectable } from '@nestjs/common';
import type { CacheAnswer } from './cache.answer.js';
import { CacheStatus, type Suspension } from './cache-status.js';
import { Entry } from './entry.js';
import { isUncached, runLoad } from './load-scope.js';
import type { Region, TagRef } from './region.js';
import type { SingleProcessLock } from './single-process.lock.js';

/** What came of forgetting: whether the store took it, and when it said so (`performance.now()`). */
export interface Forgotten {
  readonly accepted: boolean;
  readonly repliedAt: number;
}

/** The cache as the rest of the house sees it. Reads never fail because of it; only the loads given to it may throw. */
@Injectable()
export class Cache extends CacheStatus {
  readonly mode: 'redis' | 'memory' | 'off' = 'off';
  readonly available = false;
  readonly suspended: Suspension | null = null;

  /** The value under the region's key for these arguments: cached, or loaded once for everybody who waits. Deeply frozen. */
  async getOrLoad<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<Value> {
    if (isUncached()) return load();
    return (await this.answer(region, args, load)).entry.value;
  }

  /** As {@link getOrLoad}, with the body, the ETag and how it was answered. */
  async answer<Args extends unknown[], Value>(
    _region: Region<Args>,
    _args: Args,
    load: () => Promise<Value>,
  ): Promise<CacheAnswer<Value>> {
    const { value } = await runLoad(load);
    const entry = new Entry<Value>(Buffer.from(JSON.stringify(value)), '""', Date.now(), Date.now());
    return { entry, status: { result: 'bypass', tier: 'load', detail: 'off' } };
  }

  /** Many keys of one region at once, in the order of `argsList`. */
  async getMany<Args extends unknown[], Value>(
    region: Region<Args>,
    argsList: readonly Args[],
    load: (...args: Args) => Promise<Value>,
  ): Promise<Value[]> {
    return Promise.all(argsList.map((args) => this.getOrLoad(region, args, () => load(...args))));
  }

  /** Loads anew although an entry may be there, and stores it: for what warms up. */
  async refresh<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
  ): Promise<CacheAnswer<Value>> {
    return this.answer(region, args, load);
  }

  /** Makes every entry that carries one of the tags invalid, everywhere. Never throws. Tried for up to 250 ms. */
  async forget(_tags: readonly TagRef[]): Promise<Forgotten> {
    return { accepted: true, repliedAt: performance.now() };
  }

  /** Waits until no instance can serve what was forgotten with a reply at `repliedAt` (rule 9). */
  async awaitLease(_repliedAt: number): Promise<void> {}

  /** Reads go past the cache until every reason given has been taken back by {@link resume}. */
  suspend(_reason: string): void {}

  resume(_reason: string): void {}

  /** Until it is known which database the cache belongs to, reads bypass it; another one forgets everything. */
  setGeneration(_uuid: string): void {}

  get generation(): string | null {
    return null;
  }

  /** Where no Redis is configured: keeps the cache in this process, if the lock is to be had. */
  async keepInProcess(_lock: SingleProcessLock): Promise<boolean> {
    return false;
  }

  /** Called when the store answers again; reads wait for the promise: by then every pending change must be forgotten. */
  onReconnected(_listener: () => Promise<void>): void {}

  /** Called when the store's history is another one; reads wait for the promise: what was lately forgotten must be again. */
  onNewEpoch(_listener: () => Promise<void>): void {}
}
