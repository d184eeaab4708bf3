import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { storeTimedOut } from './entry/cache.errors.js';
import { FORGET_RETRY_MS, LEASE_MS } from './entry/protocol.constants.js';
import type { TagRef } from './entry/region.js';
import { CacheMetrics } from './measure/cache.metrics.js';
import { L1 } from './read/l1.js';
import { CacheOwnership } from './store/cache-ownership.js';
import { CacheStore } from './store/cache.store.js';
import { ForgetFeed } from './store/forget-feed.js';
import { Suspensions } from './store/suspension.js';
import { sleepUntil } from '../time/sleep-until.js';
import { withTimeout } from '../time/timeout.js';

const PAUSE_MS = 10;

/** Result of an invalidation: whether the store acknowledged it, and when (`performance.now()`). */
export interface Forgotten {
  readonly accepted: boolean;
  readonly repliedAt: number;
}

/** Sends FORGET, and waits for the leases that it cannot end (rules 8 and 9). */
@Injectable()
export class Forgetter {
  constructor(
    private readonly store: CacheStore,
    private readonly l1: L1,
    private readonly ownership: CacheOwnership,
    private readonly suspensions: Suspensions,
    private readonly metrics: CacheMetrics,
    private readonly feed: ForgetFeed,
  ) {}

  /** Never throws. Retries for up to 150 ms; tries only once if the store was known to be unreachable before. */
  async forget(tags: readonly TagRef[]): Promise<Forgotten> {
    if (tags.length === 0) return { accepted: true, repliedAt: performance.now() };
    const giveUpAt = performance.now() + FORGET_RETRY_MS;
    // @mutant forget-not-retried
    const insist = !this.suspensions.has('redis');
    for (;;) {
      try {
        await withTimeout(giveUpAt - performance.now(), this.store.forget(tags), storeTimedOut);
        const repliedAt = performance.now();
        // @mutant own-leases-survive-forget
        this.l1.endLeases(repliedAt);
        this.metrics.tagsForgotten += tags.length;
        // @mutant own-forgets-missed
        this.feed.forgotten(tags);
        return { accepted: true, repliedAt };
      } catch {
        // The store has counted and reported the error; here it only matters whether there is time for another attempt.
        if (!insist || performance.now() + PAUSE_MS >= giveUpAt) break;
        await sleep(PAUSE_MS);
      }
    }
    this.metrics.forgetsRefused++;
    return { accepted: false, repliedAt: performance.now() };
  }

  /** Whether an acknowledged FORGET of this instance reaches every cache of the database (rule 16); ask after the reply. */
  async reachesAll(): Promise<boolean> {
    return this.ownership.mayPublish();
  }

  /**
   * Waits until no instance can serve an entry that was forgotten with a reply at `repliedAt`. While this process alone caches, none
   * can: its own leases ended with the reply.
   */
  async awaitLease(repliedAt: number): Promise<void> {
    // @mutant memory-awaits-no-lease-of-others
    if (this.store.mode === 'memory' && this.ownership.isGranted) return;
    // @mutant lease-not-awaited
    await sleepUntil(repliedAt + LEASE_MS + 1);
  }
}
