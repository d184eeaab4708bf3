import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Cursors } from '../../http/lists/cursor.js';
import { cappedTotal, pageOf } from '../../http/lists/list-page.js';
import { MOST_COUNTED } from '../../http/lists/list.query.js';
import type { AuditChange } from './audit.changes.js';
import type { AuditTrailEntryDto, AuditTrailPageDto, AuditTrailQueryDto } from './audit.dto.js';
import { SECOND_MS } from '../../time/durations.js';

type Row = Omit<AuditTrailEntryDto, 'at' | 'changes'> & {
  readonly at: Date;
  readonly changes: readonly AuditChange[];
};

interface Reasons {
  readonly id: number;
  readonly override: string | null;
  readonly cancellation: string | null;
}

const PAGE_SIZE = 50;
/** An operator waits no longer. */
const TIMEOUT = { lane: 'staff', timeoutMs: 2.5 * SECOND_MS } as const;
const CURSORS = new Cursors<[at: number, id: number]>('audit', ['instant', 'serial']);

const FILTERED = `($1::text IS NULL OR area = $1) AND ($2::text IS NULL OR action = $2)
  AND ($3::integer IS NULL OR audit.user_id = $3)
  AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
  AND ($6::jsonb IS NULL OR changes @> $6)`;

/** Reads the audit, newest entries first. */
@Injectable()
export class AuditQuery {
  constructor(private readonly database: Database) {}

  /** @throws Problem `invalid-request` for a cursor of another list */
  async list(query: AuditTrailQueryDto): Promise<AuditTrailPageDto> {
    const { limit = PAGE_SIZE } = query;
    const [before, last] = CURSORS.positionIn(query) ?? [];
    const filters = filtersOf(query);
    const rows = await this.database.query<Row>(
      `SELECT audit.id, at, area, action, user_id AS "userId", address, request_id AS "requestId", changes, request, result,
         CASE WHEN owner.role <> 'client' THEN jsonb_build_object('email', owner.email, 'name', owner.name) END AS "user"
       FROM audit LEFT JOIN users AS owner ON owner.id = audit.user_id AND owner.erased_at IS NULL
       WHERE ${FILTERED} AND ($7::timestamptz IS NULL OR (at, audit.id) < ($7, $8::bigint))
       ORDER BY at DESC, audit.id DESC LIMIT $9`,
      [...filters, before === undefined ? null : new Date(before), last ?? null, limit + 1],
      TIMEOUT,
    );
    const { items, nextCursor } = pageOf(rows, limit, CURSORS, query, ({ at, id }) => [at.getTime(), id]);
    const page = { items: await this.withReasons(items), nextCursor };
    if (query.total !== true) return page;
    const counted = await this.database.query(
      `SELECT FROM audit WHERE ${FILTERED} LIMIT $7`,
      [...filters, MOST_COUNTED + 1],
      TIMEOUT,
    );
    return { ...page, ...cappedTotal(counted.length) };
  }

  /** Reasons are texts about persons: they stay with the appointment, and are erased with it. */
  private async withReasons(rows: readonly Row[]): Promise<AuditTrailEntryDto[]> {
    const ids = rows.flatMap(({ changes }) =>
      changes.filter(({ object }) => object === 'appointments').map(({ id }) => id),
    );
    const found = await this.database.query<Reasons>(
      `SELECT id, override_reason AS override, cancellation_reason AS cancellation FROM appointments WHERE id = ANY ($1)`,
      [ids],
      TIMEOUT,
    );
    const reasons = new Map(found.map((row) => [row.id, row]));
    return rows.map((row) => ({
      ...row,
      at: row.at.toISOString(),
      changes: row.changes.map((change) => ({ ...change, reason: reasonOf(change, reasons) })),
    }));
  }
}

function reasonOf({ object, id, fields, override }: AuditChange, reasons: ReadonlyMap<number, Reasons>) {
  if (object !== 'appointments' || id === null) return null;
  const known = reasons.get(id);
  if (override !== undefined) return known?.override ?? null;
  return fields.includes('cancelledAt') ? (known?.cancellation ?? null) : null;
}

function filtersOf({ area, action, userId, from, to, object, objectId }: AuditTrailQueryDto): unknown[] {
  const change = {
    ...(object === undefined ? {} : { object }),
    ...(objectId === undefined ? {} : { id: objectId }),
  };
  return [
    area ?? null,
    action ?? null,
    userId ?? null,
    from ?? null,
    to ?? null,
    Object.keys(change).length === 0 ? null : JSON.stringify([change]),
  ];
}
