import { Injectable } from '@nestjs/common';
import { Batcher } from '../database/batcher.js';
import { DomainEventPublisher } from './domain-event.publisher.js';
import { Outbox } from './outbox.js';
import type { OutboxIds } from './outbox.row.js';
import { OutboxSuspension } from './outbox.suspension.js';
import { OutboxTranslation } from './outbox.translation.js';
import { insist, patiently, within } from './patience.js';

/**
 * How long others have to publish their rows before a unit of work that waits for them does it. A unit that wrote nothing itself may find
 * out only then that the cache does not answer, and 300 ms is all that this may cost it (S3).
 */
const OTHERS_PATIENCE_MS = 100;
/** More rows than this are handed over: each unit that waits, at each instance, would publish them. */
const MOST_ROWS = 500;

/** Changes that other units of work had committed and were still publishing: an answer may reveal them (rule 24). */
@Injectable()
export class OthersPublication {
  /** Number of units that wait for others. */
  waiting = 0;
  private readonly publishing = new Batcher<OutboxIds, void>(async (units) => {
    const rows = await this.outbox.unpublishedOf(units.flat());
    // @mutant rows-of-frozen-unit-unpublished
    await this.publisher.publish(this.translation.eventsOfAll(rows));
    // Not awaited: their writer marks them as well.
    this.outbox.markDone(rows).catch(() => undefined);
    return units.map(() => undefined);
  });

  constructor(
    private readonly outbox: Outbox,
    private readonly translation: OutboxTranslation,
    private readonly publisher: DomainEventPublisher,
    private readonly suspension: OutboxSuspension,
  ) {}

  /** It is looked up immediately: what is done by then was forgotten before the lease of the unit that asks begins. */
  async underWay(own: OutboxIds, since: number): Promise<{ rows: OutboxIds; at: number }> {
    // @mutant changes-of-others-not-awaited
    return { rows: await insist(since, async () => this.outbox.underWay(own)), at: performance.now() };
  }

  /**
   * Waits until others have published their rows, and returns when. What takes them too long, because they are slow or frozen or have
   * died, is published here, and what cannot be is handed over to the relays.
   * @param waitedMs what the store has cost the request before: taken off their time (rule 33)
   */
  async published(
    others: Promise<{ rows: OutboxIds; at: number }>,
    since: number,
    waitedMs: number,
  ): Promise<number> {
    const { rows, at } = await others;
    if (rows.length === 0) return at;
    this.waiting += 1;
    try {
      const areDone = async () => insist(since, async () => this.outbox.noneUnderWay(rows));
      if (!(await patiently(OTHERS_PATIENCE_MS - waitedMs, (patience) => within(patience, areDone))))
        await this.publish(rows, since);
    } finally {
      this.waiting -= 1;
    }
    return performance.now();
  }

  private async publish(rows: OutboxIds, since: number): Promise<void> {
    if (rows.length <= MOST_ROWS) {
      try {
        return await this.publishing.request(rows);
      } catch {
        // What cannot be published is handed over.
      }
    }
    this.suspension.request();
    await insist(since, async () => this.outbox.handOver(rows));
  }
}
