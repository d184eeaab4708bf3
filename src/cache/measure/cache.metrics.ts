import { Injectable } from '@nestjs/common';
import type { ReadStatus } from '../entry/cache.answer.js';
import { Histogram } from './histogram.js';

export type StoreCommand = 'read' | 'claim' | 'store' | 'release' | 'forget';

/** One region's counters since the start of the process. */
export class RegionMetrics {
  readonly hits = { l1: 0, redis: 0, memory: 0 };
  misses = 0;
  collapsed = 0;
  bypasses = 0;
  /** Of the misses and collapsed reads, those that found an entry which had been forgotten: not too old, nor evicted. */
  invalidatedMisses = 0;
  /** Loads started by requests, each counted once however many readers waited for it, and their duration. */
  loads = 0;
  readonly loadMs = new Histogram();
  /** Loads started by a job or by the consistency sampler. */
  jobLoads = 0;
  readonly jobLoadMs = new Histogram();
  /** Of all loads, those that threw. */
  loadErrors = 0;
  readonly hitMs = new Histogram();

  count({ result, tier }: ReadStatus, tookMs: number): void {
    if (result === 'hit' && tier !== 'load') {
      this.hits[tier]++;
      this.hitMs.observe(tookMs);
    } else if (result === 'miss') this.misses++;
    else if (result === 'collapsed') this.collapsed++;
    else this.bypasses++;
  }
}

/** What the engine counts: plain numbers, nothing per key, person or id. */
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
  /** Tags forgotten, and calls that the store did not take. */
  tagsForgotten = 0;
  forgetsRefused = 0;
  /** Hits that differed from what a load beside them gave, under an unchanged stamp: always a bug. */
  inconsistencies = 0;

  region(name: string): RegionMetrics {
    let found = this.regions.get(name);
    if (found === undefined) this.regions.set(name, (found = new RegionMetrics()));
    return found;
  }
}
