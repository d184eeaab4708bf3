import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { encodeBody } from '../entry/body.codec.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheOptions } from '../entry/cache.options.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { Entry } from '../entry/entry.js';
import { etagOf } from '../entry/entry.codec.js';
import { runLoad } from './load-scope.js';
import { currentReadScope, JobScope } from './read-scope.js';

/** Entries live up to a tenth shorter than their TTL, so that entries loaded together do not expire together. */
const JITTER = 0.1;

/** Runs a call's loader and makes an entry of its value. */
@Injectable()
export class Loader {
  constructor(
    private readonly options: CacheOptions,
    private readonly clock: Clock,
    private readonly metrics: CacheMetrics,
  ) {}

  /** Throws what the load throws, and UncacheableValue. */
  async load(call: CacheCall): Promise<Entry> {
    const metrics = this.metrics.region(call.region.name);
    const createdAt = this.clock.now();
    const startedAt = performance.now();
    const isJob = currentReadScope() instanceof JobScope;
    if (isJob) metrics.jobLoads++;
    else metrics.loads++;
    try {
      const { value, validUntil, tags } = await runLoad(call.load);
      const body = encodeBody(call.region.name, value);
      const lifeMs = this.ttlMs(call) * (1 - Math.random() * JITTER);
      const until = Math.floor(Math.min(createdAt + lifeMs, validUntil));
      return new Entry(body, etagOf(body.text), createdAt, until, positions(tags, call.address.tags));
    } catch (error) {
      metrics.loadErrors++;
      throw error;
    } finally {
      (isJob ? metrics.jobLoadMs : metrics.loadMs).observe(performance.now() - startedAt);
    }
  }

  /** Whether the entry may be stored: it has not expired, and its body is not too large (rule 17). */
  isStorable({ byteLength, validUntil }: Entry): boolean {
    // @mutant oversized-body-stored
    return validUntil > this.clock.now() && byteLength <= this.options.maxEntryBytes;
  }

  ttlMs({ region }: CacheCall): number {
    return this.options.ttlSeconds(region) * 1000;
  }
}

/** Positions of the tags in `all`; `null`, which means all, unless every one is found there. */
function positions(tags: readonly string[] | null, all: readonly string[]): readonly number[] | null {
  if (tags === null || tags.length === 0) return null;
  // @mutant unknown-tag-ignored
  const found = new Set(tags.map((tag) => all.indexOf(tag)));
  // @mutant counting-tag-left-out
  return found.has(-1) || found.size === all.length ? null : [...found].toSorted((a, b) => a - b);
}
