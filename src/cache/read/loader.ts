import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { realTime, withTimeout } from '../../time/timeout.js';
import type { Address } from '../entry/address.js';
import { encodeBody } from '../entry/body.codec.js';
import { LoadTimedOut, UncacheableValue } from '../entry/cache.errors.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheOptions } from '../entry/cache.options.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { UncacheableReads } from '../measure/uncacheable.reads.js';
import { LOAD_LIMIT_MS } from '../entry/protocol.constants.js';
import { Entry, LIFETIME_JITTER } from '../entry/entry.js';
import { UncacheableEntry } from '../entry/uncacheable.entry.js';
import { assertStable } from '../entry/known-addresses.js';
import { etagOf } from '../entry/entry.codec.js';
import { type Loaded, runLoad } from './load-scope.js';
import { scope } from './scope.js';
import type { ClaimedStamp } from './stamp-claims.js';

/** Runs a call's loader and makes an entry of its value. */
@Injectable()
export class Loader {
  constructor(
    private readonly options: CacheOptions,
    private readonly clock: Clock,
    private readonly metrics: CacheMetrics,
    private readonly uncacheable: UncacheableReads,
  ) {}

  /**
   * Throws what the load throws. @throws LoadTimedOut, UnstableAddress. A value that cannot be serialised becomes an {@link UncacheableEntry}.
   * @param claimed by a CLAIM that was answered: then the load may read what is cached (rule 35)
   */
  async load(call: CacheCall, claimed?: ClaimedStamp): Promise<Entry> {
    const { name } = call.region;
    const metrics = this.metrics.region(name);
    const createdAt = this.clock.now();
    const startedAt = performance.now();
    const isJob = scope.current?.isJob === true;
    let isDerived = false;
    try {
      const loading = runLoad(call.load, claimed && { address: call.address, claimed });
      const late = () => new LoadTimedOut(name, LOAD_LIMIT_MS);
      // @mutant endless-load-awaited
      const loaded = await withTimeout(LOAD_LIMIT_MS, loading, late, realTime);
      ({ isDerived } = loaded);
      // @mutant unstable-address-served
      assertStable(call.address);
      return this.entryOf(call, createdAt, loaded);
    } catch (error) {
      metrics.loadErrors++;
      throw error;
    } finally {
      if (isDerived) metrics.derived++;
      else metrics.countLoad(isJob, performance.now() - startedAt);
    }
  }

  /** Whether the entry may be stored: it has a body, has not expired, and is not too large (rule 17). */
  isStorable(entry: Entry): boolean {
    // @mutant oversized-body-stored
    return (
      !(entry instanceof UncacheableEntry) &&
      entry.validUntil > this.clock.now() &&
      entry.byteLength <= this.options.maxEntryBytes
    );
  }

  /** Time to live of the call's entry, in whole milliseconds. */
  ttlMs({ region }: CacheCall): number {
    return Math.ceil(this.options.ttlSeconds(region) * 1000);
  }

  private entryOf(call: CacheCall, createdAt: number, loaded: Loaded<unknown>): Entry {
    const { value, validUntil, tags, version } = loaded;
    const { name } = call.region;
    const lifeMs = this.ttlMs(call) * (1 - Math.random() * LIFETIME_JITTER);
    const until = Math.floor(Math.min(createdAt + lifeMs, validUntil));
    try {
      const body = encodeBody(name, value);
      const counting = positions(tags, call.address);
      const entry = new Entry(body, etagOf(body.text), createdAt, until, counting, version, validUntil);
      if (entry.byteLength > this.options.maxEntryBytes)
        this.uncacheable.count(name, 'size', `${name}: the value is larger than CACHE_MAX_ENTRY_BYTES`);
      return entry;
    } catch (error) {
      if (!(error instanceof UncacheableValue)) throw error;
      this.uncacheable.count(name, 'value', error.message);
      // @mutant uncacheable-value-fails-read
      return new UncacheableEntry(value, createdAt, until);
    }
  }
}

/** Positions of the tags among those of the address, and of all wide ones; `null`, which means all, unless every one is found there. */
function positions(
  tags: readonly string[] | null,
  { tags: all, wide }: Required<Pick<Address, 'tags' | 'wide'>>,
): readonly number[] | null {
  if (tags === null || tags.length === 0) return null;
  // @mutant unknown-tag-ignored
  const found = new Set(tags.map((tag) => all.indexOf(tag)));
  if (found.has(-1) || found.size === all.length) return null;
  // @mutant wide-tag-not-counted
  for (const index of wide.keys()) found.add(all.length + index);
  // @mutant counting-tag-left-out
  return [...found].toSorted((a, b) => a - b);
}
