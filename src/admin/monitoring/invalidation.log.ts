import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { OutboxRow } from '../../events/outbox.row.js';
import { OutboxTranslation } from '../../events/outbox.translation.js';
import { OPERATOR_TIMEOUT } from '../operator-timeout.js';
import { rounded } from './rounded.js';
import type { InvalidationsDto } from './invalidations.dto.js';

type Row = OutboxRow & { readonly createdAt: Date; readonly doneAt: Date | null };

/** The changes that invalidated entries lately, as the outbox still has them. Their images are not shown: they may name barbers. */
@Injectable()
export class InvalidationLog {
  constructor(
    private readonly database: Database,
    private readonly translation: OutboxTranslation,
  ) {}

  /**
   * The last changes of the whole fleet, newest first.
   * @throws DatabaseUnavailable
   */
  async newest(limit: number): Promise<InvalidationsDto['items']> {
    const rows = await this.database.query<Row>(
      `SELECT id::float8 AS id, relation, operation, before, after, created_at AS "createdAt", done_at AS "doneAt"
       FROM outbox ORDER BY outbox.id DESC LIMIT $1`,
      [limit],
      OPERATOR_TIMEOUT,
    );
    return rows.map((row) => {
      const events = this.translation.eventsOf(row);
      const rowId = (row.after ?? row.before)?.['id'];
      const { id, relation, operation, createdAt, doneAt } = row;
      return {
        id,
        at: createdAt.toISOString(),
        relation,
        operation,
        rowId: typeof rowId === 'number' ? rowId : null,
        events: events === 'everything' ? [] : [...new Set(events.map(({ name }) => name))],
        forgottenAt: doneAt?.toISOString() ?? null,
        lagMs: doneAt === null ? null : rounded(Math.max(0, doneAt.getTime() - createdAt.getTime()), 1),
      };
    });
  }
}
