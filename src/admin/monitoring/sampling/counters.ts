import { Injectable } from '@nestjs/common';
import { CacheMetrics, type RegionMetrics } from '../../../cache/measure/cache.metrics.js';
import { L1 } from '../../../cache/read/l1.js';
import { InvalidationMetrics } from '../../../events/invalidation.metrics.js';

type Counts = readonly number[];

/** One region's counters; durations are the counts in the buckets of a `Histogram`. */
export interface RegionCounters extends Pick<
  RegionMetrics,
  'misses' | 'collapsed' | 'bypasses' | 'invalidatedMisses' | 'loads' | 'jobLoads'
> {
  readonly hits: Readonly<RegionMetrics['hits']>;
  readonly loadMs: Counts;
  readonly jobLoadMs: Counts;
  readonly hitMs: Counts;
}

/** What an instance has counted since its start, as plain numbers that can be stored as JSON and added up. */
export interface CounterValues {
  readonly regions: Readonly<Record<string, RegionCounters>>;
  readonly l1: { readonly entries: number; readonly bytes: number; readonly maxBytes: number };
  readonly invalidation: { readonly events: number; readonly tags: number; readonly lagMs: Counts };
}

/** Reads the counters of this instance. */
@Injectable()
export class InstanceCounters {
  constructor(
    private readonly metrics: CacheMetrics,
    private readonly l1: L1,
    private readonly invalidation: InvalidationMetrics,
  ) {}

  now(): CounterValues {
    const { entries, bytes, maxBytes } = this.l1;
    return {
      regions: Object.fromEntries(
        [...this.metrics.regions].map(([name, region]) => [name, countersOf(region)]),
      ),
      l1: { entries, bytes, maxBytes },
      invalidation: {
        events: this.invalidation.events,
        tags: this.metrics.tagsForgotten,
        lagMs: this.invalidation.lagMs.counts,
      },
    };
  }
}

function countersOf(region: RegionMetrics): RegionCounters {
  const { hits, misses, collapsed, bypasses, invalidatedMisses, loads, jobLoads } = region;
  return {
    hits,
    misses,
    collapsed,
    bypasses,
    invalidatedMisses,
    loads,
    jobLoads,
    loadMs: region.loadMs.counts,
    jobLoadMs: region.jobLoadMs.counts,
    hitMs: region.hitMs.counts,
  };
}

/** Adds up the counters of several instances, of which some may be of a release that lacks a counter. A pure function. */
export function totalOfCounters(all: readonly [CounterValues, ...(CounterValues | null)[]]): CounterValues {
  return all.reduce<unknown>(added, undefined) as CounterValues;
}

/** Numbers are added, lists by position, objects by name; what only one side has is kept. */
function added(left: unknown, right: unknown): unknown {
  if (left === undefined || left === null) return right;
  if (right === undefined || right === null) return left;
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, index) => added(left[index], right[index]));
  }
  if (typeof left === 'object' && typeof right === 'object') {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    const field = (from: object, name: string) => (from as Record<string, unknown>)[name];
    return Object.fromEntries([...names].map((name) => [name, added(field(left, name), field(right, name))]));
  }
  return Number(left) + Number(right);
}
