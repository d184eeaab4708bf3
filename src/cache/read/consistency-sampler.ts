import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { SECOND_MS } from '../../time/durations.js';
import { Env } from '../../config/env.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { CacheStore } from '../store/cache.store.js';
import { currentEntry } from '../entry/current-entry.js';
import type { Entry } from '../entry/entry.js';
import { Loader } from './loader.js';
import { JobScope } from './read.counter.js';
import { runInReadScope } from './read-scope.js';

/** A write that was committed but not forgotten yet is forgotten within this time (S2), or it is a bug. */
const SETTLED_AFTER_MS = 2 * SECOND_MS;
/** Between two samples: what they cost the database must not grow with what hits spare it. */
const EVERY_MS = 100;
const SHOWN_CHARACTERS = 500;

/**
 * Now and then loads a hit again beside the answer. If the values differ and the stamp is still current when every write
 * of the meantime must have been forgotten, the cache has lied: it is counted, and the log has both.
 */
@Injectable()
export class ConsistencySampler {
  private readonly log = new Logger('Cache');
  private busy = false;
  private notBefore = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly env: Env,
    private readonly clock: Clock,
    private readonly store: CacheStore,
    private readonly loader: Loader,
    private readonly metrics: CacheMetrics,
  ) {}

  /** Returns at once; one sample at a time, ten a second at most. */
  sample(call: CacheCall, served: Entry): void {
    if (this.busy || call.beganAt < this.notBefore || Math.random() >= this.env.CACHE_SAMPLE_RATE) return;
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
        `${call.region.name} ${call.address.id} is served as ${shown(served)} but loads as ${shown(fresh)}`,
      );
    } catch (error) {
      this.log.debug(`a sample was given up: ${String(error)}`);
    }
  }

  private async isStillServed(call: CacheCall, served: Entry): Promise<boolean> {
    const found = await this.store.read(call.address, { entry: true });
    const entry = currentEntry(found, call.generation, this.clock.now())?.entry;
    return entry?.etag === served.etag && entry.createdAt === served.createdAt;
  }
}

function shown({ body }: Entry): string {
  return body.text.slice(0, SHOWN_CHARACTERS);
}
