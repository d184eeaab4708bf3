import { Injectable } from '@nestjs/common';
import type { ReadStatus } from '../entry/cache.answer.js';
import { Histogram } from './histogram.js';

/** What cannot be kept: the key (or shard, or tags), the value, or a body of this size. */
export type UncacheableReason = 'key' | 'value' | 'size';

export type StoreCommand = 'read' | 'claim' | 'store' | 'release' | 'forget';

/** One region's counters since the start of the process. */
export class RegionMetrics {
  readonly hits = { l1: 0, redis: 0, memory: 0 };
  misses = 0;
  collapsed = 0;
  bypasses = 0;
  /** Misses and collapsed reads that found an invalidated entry, rather than an expired or evicted one. */
  invalidatedMisses = 0;
  /** Loads for requests, however many requests waited for each, and their durations. */
  loads = 0;
  readonly loadMs = new Histogram();
  /** Loads by jobs and by the consistency sampler, which no reader waits for. */
  jobLoads = 0;
  readonly jobLoadMs = new Histogram();
  /** Loads whose value was made of a nested read instead of asked of the database (rule 35). */
  derived = 0;
  /** Loads of both kinds that threw. */
  loadErrors = 0;
  /** Reads whose key, and loads whose value, the store cannot hold. */
  readonly uncacheable: Record<UncacheableReason, number> = { key: 0, value: 0, size: 0 };
  readonly hitMs = new Histogram();

  count({ result, tier }: ReadStatus, tookMs: number): void {
    if (result === 'hit' && tier !== 'load') {
      this.hits[tier]++;
      this.hitMs.observe(tookMs);
    } else if (result === 'miss') this.misses++;
    else if (result === 'collapsed') this.collapsed++;
    else this.bypasses++;
  }

  countLoad(isJob: boolean, tookMs: number): void {
    if (isJob) this.jobLoads++;
    else this.loads++;
    (isJob ? this.jobLoadMs : this.loadMs).observe(tookMs);
  }
}

/** Counters of the engine: plain numbers per region, nothing per key or user. */
@Injectable()
export class CacheMetrics {
  readonly regions = new Map<string, RegionMetrics>();
  readonly store: Readonly<Record<StoreCommand, Histogram>> = {
    read: new Histogram(),
    claim: new Histogram(),
    store: new Histogram(),
    release: new Histogram(),
    forget: new Histogram(),
  };
  /** Tags forgotten, and FORGET calls that failed. */
  tagsForgotten = 0;
  forgetsRefused = 0;
  /** Hits that the consistency sampler found to be wrong: always a bug. */
  inconsistencies = 0;

  region(name: string): RegionMetrics {
    let found = this.regions.get(name);
    if (found === undefined) this.regions.set(name, (found = new RegionMetrics()));
    return found;
  }
}
