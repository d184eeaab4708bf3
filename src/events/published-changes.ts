import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { SECOND_MS } from '../time/durations.js';
import type { DomainEvent } from './domain-events.js';
import { OutboxTranslation } from './outbox.translation.js';
import { OUTBOX_COLUMNS, type OutboxRow } from './outbox.row.js';

const TIMEOUT = { timeoutMs: 2 * SECOND_MS };
/** A row may be marked done in a statement that commits this long after its time stamp. */
const LATE_MS = 2 * SECOND_MS;
/** More rows than this are not translated one by one. */
const MOST_ROWS = 1000;

/** Which changes have been published, by whichever instance: for one that does not receive the FORGETs of others (rule 31). */
@Injectable()
export class PublishedChanges {
  private readAt: number | undefined;
  private known = new Set<number>();

  constructor(
    private readonly database: Database,
    private readonly translation: OutboxTranslation,
  ) {}

  /**
   * The events of the changes that were marked done since the call before, or in the last seconds if there was none; each once.
   * `everything` if they are too many or cannot be translated. @throws DatabaseUnavailable
   */
  async next(): Promise<readonly DomainEvent[] | 'everything'> {
    const now = performance.now();
    const sinceMs = LATE_MS + now - (this.readAt ?? now);
    const rows = await this.database.query<OutboxRow>(
      `SELECT ${OUTBOX_COLUMNS} FROM outbox
       WHERE done_at BETWEEN clock_timestamp() - make_interval(secs => $1) AND clock_timestamp()
       LIMIT $2`,
      [sinceMs / SECOND_MS, MOST_ROWS + 1],
      TIMEOUT,
    );
    this.readAt = now;
    const { known } = this;
    this.known = new Set(rows.map(({ id }) => id));
    if (rows.length > MOST_ROWS) return 'everything';
    const events: DomainEvent[] = [];
    for (const row of rows) {
      if (known.has(row.id)) continue;
      const translated = this.translation.eventsOf(row);
      if (translated === 'everything') return 'everything';
      events.push(...translated);
    }
    return events;
  }

  /** Call when nothing has been read for a while: the next call begins anew. */
  restart(): void {
    this.readAt = undefined;
    this.known.clear();
  }
}
