import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import { encodeBody } from '../entry/body.codec.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { Entry } from '../entry/entry.js';
import { etagOf } from '../entry/entry.codec.js';
import { runLoad } from './load-scope.js';
import { JobScope } from './read.counter.js';
import { currentReadScope } from './read-scope.js';

/** Entries live up to a tenth shorter than their region says, so that what was loaded together does not expire together. */
const JITTER = 0.1;

/** Turns a call into an entry by loading it, past the cache. */
@Injectable()
export class Loader {
  constructor(
    private readonly env: Env,
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

  /** Whether the store may have it: it is not over yet, nor too long. */
  isStorable({ byteLength, validUntil }: Entry): boolean {
    // @mutant oversized-body-stored
    return validUntil > this.clock.now() && byteLength <= this.env.CACHE_MAX_ENTRY_BYTES;
  }

  ttlMs({ region }: CacheCall): number {
    return this.env[region.ttlSetting] * 1000;
  }
}

/** Where in `all` the tags are; `null`, so that all count, unless each is among them. */
function positions(tags: readonly string[] | null, all: readonly string[]): readonly number[] | null {
  if (tags === null || tags.length === 0) return null;
  // @mutant unknown-tag-ignored
  const found = new Set(tags.map((tag) => all.indexOf(tag)));
  // @mutant counting-tag-left-out
  return found.has(-1) || found.size === all.length ? null : [...found].toSorted((a, b) => a - b);
}
