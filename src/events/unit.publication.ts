import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import { DomainEventPublisher } from './domain-event.publisher.js';
import { InvalidationMetrics } from './invalidation.metrics.js';
import { Outbox } from './outbox.js';
import type { OutboxRow } from './outbox.row.js';
import { OutboxSuspension } from './outbox.suspension.js';
import { eventsOf } from './outbox.translation.js';

/** What a write may lose to a cache that does not answer (S3), less what timers may be late. */
const PATIENCE_MS = 290;
const LOOK_MS = 5;

/** What happens between the COMMIT of a unit of work and its answer. */
@Injectable()
export class UnitPublication {
  private readonly logger = new Logger('UnitOfWork');
  /** The suspension during which nobody took over in time: until it ends, waiting again would be in vain. */
  private vainWaitIn: number | undefined;

  constructor(
    private readonly publisher: DomainEventPublisher,
    private readonly outbox: Outbox,
    private readonly suspension: OutboxSuspension,
    private readonly cache: Cache,
    private readonly metrics: InvalidationMetrics,
  ) {}

  /**
   * Publishes committed rows and waits until no instance serves what they made stale (rule 9). Never throws, since the
   * write is done whatever happens here: rows that cannot be published are handed over to the relays.
   */
  async publish(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    const committedAt = performance.now();
    try {
      await this.emit(rows);
    } catch (error) {
      this.logger.warn(`${rows.length} changes are left to the relay: ${String(error)}`);
      this.suspension.tell();
      const patience = AbortSignal.timeout(
        Math.ceil(Math.max(1, committedAt + PATIENCE_MS - performance.now())),
      );
      await Promise.race([this.handOver(rows, patience), once(patience, 'abort')]);
      return;
    }
    const repliedAt = performance.now();
    this.metrics.lagMs.observe(repliedAt - committedAt);
    // Forgotten is forgotten: the rows may be marked while the lease runs, and if that fails a relay does it all again.
    await Promise.all([this.cache.awaitLease(repliedAt), this.markDone(rows)]);
  }

  private async emit(rows: readonly OutboxRow[]): Promise<void> {
    const events = rows.map(eventsOf);
    if (events.includes('everything')) throw new Error('A row is not understood');
    await this.publisher.publish(events.flatMap((known) => (known === 'everything' ? [] : known)));
  }

  /**
   * Another instance may well reach the cache when this one does not, or be the one that keeps it (rule 16): if it
   * publishes the rows soon, the write is acknowledged as if it had been forgotten here.
   */
  private async handOver(rows: readonly OutboxRow[], patience: AbortSignal): Promise<void> {
    try {
      await this.outbox.handOver(rows);
      if (this.vainWaitIn === this.suspension.ended) return;
      while (!patience.aborted) {
        if (await this.outbox.allDone(rows)) return await this.cache.awaitLease(performance.now());
        await sleep(LOOK_MS);
      }
      this.vainWaitIn = this.suspension.ended;
    } catch (error) {
      this.logger.warn(
        `Nobody could be told of ${rows.length} changes; they wait for a poll: ${String(error)}`,
      );
    }
  }

  private async markDone(rows: readonly OutboxRow[]): Promise<void> {
    try {
      await this.outbox.markDone(rows);
    } catch (error) {
      this.logger.warn(`${rows.length} published changes will be published again: ${String(error)}`);
    }
  }
}
