import { Injectable, Logger } from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import { LEASE_MS } from '../cache/entry/protocol.constants.js';
import { currentStoreWaits } from '../cache/read/scope.js';
import { CacheOwnership } from '../cache/store/cache-ownership.js';
import { SECOND_MS } from '../time/durations.js';
import { Rarely } from '../time/rarely.js';
import { DomainEventPublisher } from './domain-event.publisher.js';
import { InvalidationMetrics } from './invalidation.metrics.js';
import { OthersPublication } from './others.publication.js';
import { Outbox } from './outbox.js';
import type { OutboxIds, OutboxRow } from './outbox.row.js';
import { OutboxSuspension } from './outbox.suspension.js';
import { OutboxTranslation } from './outbox.translation.js';
import { insist, type Patience, patiently, within } from './patience.js';

/** How long a write may wait for a cache that does not answer (S3), minus the lease after it and the possible delay of timers. */
const PATIENCE_MS = 300 - LEASE_MS - 11;
/** What the store may have cost the request before, of the same 300 ms. */
const MOST_WAITED_MS = 100;
/** How long a write waits for the instances that cache, while this one does not (S2). */
const OWNERS_PATIENCE_MS = 2 * SECOND_MS;

/** Publishes the changes of a unit of work between its COMMIT and its response. */
@Injectable()
export class UnitPublication {
  private readonly logger = new Logger('UnitOfWork');
  private readonly rarely = new Rarely();
  /** The suspension in which no relay published handed-over rows in time; until it ends, later writes do not wait again. */
  private vainWaitIn: number | undefined;
  /** The suspension that has been logged. */
  private saidIn: number | undefined;

  constructor(
    private readonly translation: OutboxTranslation,
    private readonly publisher: DomainEventPublisher,
    private readonly outbox: Outbox,
    private readonly suspension: OutboxSuspension,
    private readonly cache: Cache,
    private readonly metrics: InvalidationMetrics,
    private readonly ownership: CacheOwnership,
    private readonly others: OthersPublication,
  ) {}

  /**
   * Publishes committed rows and waits until no instance serves what they made stale (rule 9). Rows that cannot be published
   * are handed over to the relays.
   *
   * It also waits for all changes that other units of work had committed and were still publishing, because the answer to this
   * request may reveal them (rule 24). So it is called without rows for a unit that changed nothing, and for one that threw.
   * @throws DatabaseUnavailable if it could do neither because the database was gone: what is committed must not be acknowledged then,
   * and a relay publishes it (rule 34)
   */
  async publish(rows: readonly OutboxRow[]): Promise<void> {
    const committedAt = performance.now();
    // @mutant write-waits-anew
    const waitedMs = Math.min(currentStoreWaits().ms, MOST_WAITED_MS);
    await patiently(PATIENCE_MS - waitedMs, (patience) =>
      this.publishWithin(patience, rows, committedAt, waitedMs),
    );
  }

  private async publishWithin(
    patience: Patience,
    rows: readonly OutboxRow[],
    committedAt: number,
    waitedMs: number,
  ): Promise<void> {
    const others = this.others.underWay(rows, committedAt);
    // Not awaited where our own rows are handed over: then reads bypass the cache until all that is pending is published.
    others.catch(() => undefined);
    try {
      await insist(committedAt, async () => this.publisher.publish(this.translation.eventsOfAll(rows)));
    } catch (error) {
      this.say(
        `Could not publish ${rows.length} changes; they are handed over to the relays, and reads bypass the cache until then: ${String(error)}`,
      );
      this.suspension.request();
      await this.handOver(rows, committedAt, patience);
      return;
    }
    const repliedAt = performance.now();
    if (rows.length > 0) this.metrics.forgotten(committedAt);
    // Not awaited: the tags are forgotten already, and if the rows cannot be marked done, a relay only repeats that.
    void this.markDone(rows);
    const othersAt = await this.others.published(others, committedAt, waitedMs);
    // @mutant acknowledged-before-leases-end
    await this.cache.awaitLease(Math.max(repliedAt, othersAt));
  }

  /**
   * Another instance may reach the cache when this one does not, or own it (rule 16). If it publishes the rows in time, the write
   * is acknowledged as if it had been forgotten here. The write is never acknowledged before the rows are handed over; the time
   * that the database needs for this does not count as Redis' time.
   */
  private async handOver(rows: OutboxIds, since: number, patience: Patience): Promise<void> {
    // @mutant unrecorded-write-acknowledged
    await insist(since, async () => this.outbox.handOver(rows));
    try {
      if (await this.publishedByOwners(rows)) return await this.cache.awaitLease(performance.now());
      if (this.vainWaitIn === this.suspension.ended) return;
      if (await within(patience, () => this.outbox.allDone(rows)))
        return await this.cache.awaitLease(performance.now());
      this.vainWaitIn = this.suspension.ended;
    } catch (error) {
      this.say(
        `Could not see whether ${rows.length} changes that were handed over are published: ${String(error)}`,
      );
    }
  }

  /**
   * While other instances cache and this one does not, they must have published the rows: a slow or absent Redis is not what
   * is waited for, so its limit does not count. @returns whether they have, in time
   */
  private async publishedByOwners(rows: OutboxIds): Promise<boolean> {
    return patiently(OWNERS_PATIENCE_MS, (patience) =>
      within(
        patience,
        async () => this.outbox.allDone(rows),
        async () => this.ownership.isAwaited(),
      ),
    );
  }

  private async markDone(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.outbox.markDone(rows);
    } catch (error) {
      this.say(
        `Could not mark ${rows.length} published changes as done; a relay will publish them again: ${String(error)}`,
      );
    }
  }

  /** Logs one line per suspension, and one in 30 s at most, because every write would log the same. */
  private say(sentence: string): void {
    if (this.saidIn === this.suspension.ended) return;
    this.saidIn = this.suspension.ended;
    if (this.rarely.isDue('publication')) this.logger.warn(sentence);
  }
}
