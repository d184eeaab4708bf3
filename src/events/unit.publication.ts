import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import { DomainEventPublisher } from './domain-event.publisher.js';
import { InvalidationMetrics } from './invalidation.metrics.js';
import { Outbox } from './outbox.js';
import type { OutboxRow } from './outbox.row.js';
import { OutboxSuspension } from './outbox.suspension.js';
import { OutboxTranslation } from './outbox.translation.js';

/** What a write may lose to a cache that does not answer (S3), less what timers may be late. */
const PATIENCE_MS = 290;
const LOOK_MS = 5;

type Rows = readonly Pick<OutboxRow, 'id'>[];

/** What happens between the COMMIT of a unit of work and its answer. */
@Injectable()
export class UnitPublication {
  /** Units that wait for what others have not published yet. */
  waiting = 0;
  private readonly logger = new Logger('UnitOfWork');
  /** The suspension during which nobody took over in time: until it ends, waiting again would be in vain. */
  private vainWaitIn: number | undefined;
  /** The suspension that the log knows of. */
  private saidIn: number | undefined;

  constructor(
    private readonly translation: OutboxTranslation,
    private readonly publisher: DomainEventPublisher,
    private readonly outbox: Outbox,
    private readonly suspension: OutboxSuspension,
    private readonly cache: Cache,
    private readonly metrics: InvalidationMetrics,
  ) {}

  /**
   * Publishes committed rows and waits until no instance serves what they made stale (rule 9). Never throws, since the
   * write is done whatever happens here: rows that cannot be published are handed over to the relays.
   *
   * An answer also vouches for what the unit found: a change that was made before, perhaps by a request of which this one is
   * the repetition, and that its own writer is still publishing (ADR 0008). That is waited for as well.
   */
  async publish(rows: readonly OutboxRow[]): Promise<void> {
    const committedAt = performance.now();
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const others = this.underWay(rows);
    try {
      await this.publisher.publish(this.translation.eventsOfAll(rows));
    } catch (error) {
      this.say(`${rows.length} changes are left to the relay: ${String(error)}`);
      this.suspension.tell();
      await this.handOver(rows, patience);
      return;
    }
    const repliedAt = performance.now();
    if (rows.length > 0) this.metrics.forgotten(committedAt);
    // Forgotten is forgotten: if the rows cannot be marked, a relay does it all again.
    const [othersAt] = await Promise.all([
      this.othersPublished(others, patience),
      Promise.race([this.markDone(rows), ended(patience)]),
    ]);
    // @mutant acknowledged-before-leases-end
    await this.cache.awaitLease(Math.max(repliedAt, othersAt));
  }

  /** What others are publishing, looked up at once: what is done by then was forgotten before our own lease begins. */
  private async underWay(rows: readonly OutboxRow[]): Promise<{ rows: Rows; at: number }> {
    try {
      // @mutant changes-of-others-not-awaited
      return { rows: await this.outbox.underWay(rows), at: performance.now() };
    } catch (error) {
      this.logger.warn(`Nobody could tell what else is being published: ${String(error)}`);
      return { rows: [], at: performance.now() };
    }
  }

  /** When what others were publishing was forgotten; what they do not publish in time is the relays'. */
  private async othersPublished(
    others: Promise<{ rows: Rows; at: number }>,
    patience: AbortSignal,
  ): Promise<number> {
    const { rows, at } = await others;
    if (rows.length === 0) return at;
    this.waiting += 1;
    try {
      if (!(await within(patience, () => this.outbox.noneUnderWay(rows)))) {
        this.suspension.tell();
        await this.outbox.handOver(rows);
      }
    } catch (error) {
      this.logger.warn(`Nobody could tell whether ${rows.length} changes are published: ${String(error)}`);
    } finally {
      this.waiting -= 1;
    }
    return performance.now();
  }

  /**
   * Another instance may well reach the cache when this one does not, or be the one that keeps it (rule 16): if it
   * publishes the rows soon, the write is acknowledged as if it had been forgotten here. Never before the others were told,
   * though: what the database takes for that is not Redis' doing.
   */
  private async handOver(rows: Rows, patience: AbortSignal): Promise<void> {
    try {
      await this.outbox.handOver(rows);
      if (this.vainWaitIn === this.suspension.ended) return;
      if (await within(patience, () => this.outbox.allDone(rows)))
        return await this.cache.awaitLease(performance.now());
      this.vainWaitIn = this.suspension.ended;
    } catch (error) {
      this.say(`Nobody could be told of ${rows.length} changes; they wait for a poll: ${String(error)}`);
    }
  }

  private async markDone(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.outbox.markDone(rows);
    } catch (error) {
      this.say(`${rows.length} published changes will be published again: ${String(error)}`);
    }
  }

  /** One line for each suspension: every write would say the same. */
  private say(sentence: string): void {
    if (this.saidIn === this.suspension.ended) return;
    this.saidIn = this.suspension.ended;
    this.logger.warn(sentence);
  }
}

async function ended(patience: AbortSignal): Promise<void> {
  if (!patience.aborted) await once(patience, 'abort');
}

/** Looks until it is true; `false` when the patience has ended. */
async function within(patience: AbortSignal, isTrue: () => Promise<boolean>): Promise<boolean> {
  while (!patience.aborted) {
    if (await isTrue()) return true;
    await sleep(LOOK_MS);
  }
  return false;
}
