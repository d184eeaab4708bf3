import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { SECOND_MS } from '../../time/durations.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheOptions } from '../entry/cache.options.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { CacheStore } from '../store/cache.store.js';
import { currentEntry } from '../entry/current-entry.js';
import type { Entry } from '../entry/entry.js';
import { Loader } from './loader.js';
import { JobScope, runInReadScope } from './read-scope.js';

/** A committed write is forgotten within this time (S2); anything later is a bug. */
const SETTLED_AFTER_MS = 2 * SECOND_MS;
/** Shortest time between two samples: their cost for the database must not grow with the number of hits. */
const EVERY_MS = 100;
const SHOWN_CHARACTERS = 500;

/**
 * Compares a small part of the hits with a fresh load. If the values differ, it waits until every write made in between
 * must have been forgotten. If the entry is still served then, it was stale: it is counted, and both values are logged.
 */
@Injectable()
export class ConsistencySampler {
  private readonly log = new Logger('Cache');
  private busy = false;
  private notBefore = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: CacheOptions,
    private readonly clock: Clock,
    private readonly store: CacheStore,
    private readonly loader: Loader,
    private readonly metrics: CacheMetrics,
  ) {}

  /** Returns at once. One sample runs at a time, at most ten a second. */
  sample(call: CacheCall, served: Entry): void {
    if (this.busy || call.beganAt < this.notBefore || Math.random() >= this.options.sampleRate) return;
    this.busy = true;
    this.notBefore = call.beganAt + EVERY_MS;
    void this.compare(call, served).finally(() => (this.busy = false));
  }

  private async compare(call: CacheCall, served: Entry): Promise<void> {
    try {
      const fresh = await runInReadScope(new JobScope(), () => this.loader.load(call));
      if (fresh.etag === served.etag) return;
      await sleep(SETTLED_AFTER_MS, undefined, { ref: false });
      if (!(await this.isStillServed(call, served))) return;
      this.metrics.inconsistencies++;
      this.log.error(
        `Stale entry: "${call.region.name}" ${call.address.id} is served as ${excerpt(served)}, but the database has ` +
          `${excerpt(fresh)}. Users may see outdated data. Invalidate it with POST ` +
          '/cache/invalidate/all-slots, /cache/invalidate/barber/{barberId}, /cache/invalidate/date-range or ' +
          '/cache/invalidate/business-settings, and report it as a bug.',
      );
    } catch (error) {
      this.log.debug(`Consistency sample skipped: ${String(error)}`);
    }
  }

  private async isStillServed(call: CacheCall, served: Entry): Promise<boolean> {
    const found = await this.store.read(call.address, { entry: true });
    const entry = currentEntry(found, call.generation, this.clock.now())?.entry;
    return entry?.etag === served.etag && entry.createdAt === served.createdAt;
  }
}

function excerpt({ body }: Entry): string {
  return body.text.slice(0, SHOWN_CHARACTERS);
}
