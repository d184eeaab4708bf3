import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import { DomainEventPublisher } from './domain-event.publisher.js';
import { InvalidationMetrics } from './invalidation.metrics.js';
import { Outbox } from './outbox.js';
import type { OutboxRow } from './outbox.row.js';
import { OutboxSuspension } from './outbox.suspension.js';
import { eventsOf } from './outbox.translation.js';

/** FORGET takes up to 250 ms; together with this a write loses at most 300 ms to a cache that does not answer (S3). */
const HAND_OVER_MS = 40;

/** What happens between the COMMIT of a unit of work and its answer. */
@Injectable()
export class UnitPublication {
  private readonly logger = new Logger('UnitOfWork');

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
      await Promise.race([this.handOver(rows), sleep(HAND_OVER_MS, undefined, { ref: false })]);
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

  private async handOver(rows: readonly OutboxRow[]): Promise<void> {
    try {
      await this.outbox.handOver(rows);
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
