import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../auth/audit/audit.trail.js';
import { Database } from '../database/database.js';
import { OPERATOR_TIMEOUT } from './operator-timeout.js';
import { Cursors } from '../http/lists/cursor.js';
import { cappedTotal, type ListPage, pageOf } from '../http/lists/list-page.js';
import { MOST_COUNTED } from '../http/lists/list.query.js';
import type { AuditQueryDto } from './cache.dto.js';
import type { AuditEntryDto, AuditPageDto } from './audit.dto.js';

type Row = Omit<AuditEntryDto, 'at'> & { readonly at: Date };

const PAGE_SIZE = 50;
const CURSORS = new Cursors<[id: number]>('cache audit', ['serial']);
const ENTRIES = `SELECT a.id, at, user_id AS "userId", action, request, result,
    CASE WHEN u.role <> 'client' THEN jsonb_build_object('email', u.email, 'name', u.name) END AS "user"
  FROM audit a LEFT JOIN users u ON u.id = user_id AND u.erased_at IS NULL WHERE area = 'cache'`;

/** Audit trail of operator actions on the cache: the user, the request, the time and the result. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    private readonly trail: AuditTrail,
  ) {}

  async write(userId: number, action: string, request: unknown, result: unknown): Promise<void> {
    await this.trail.write({ area: 'cache', action, userId, request, result }, OPERATOR_TIMEOUT);
  }

  /**
   * One page of entries, newest first: by `limit` and `cursor` where one of them is sent, else by number.
   * @throws Problem `invalid-request` for a cursor of another list
   */
  async page(query: AuditQueryDto): Promise<AuditPageDto | ListPage<AuditEntryDto>> {
    const { page, limit, cursor } = query;
    if (limit !== undefined || cursor !== undefined) return this.pageAfter(query);
    const rows = await this.database.query<Row>(
      `${ENTRIES} ORDER BY a.id DESC LIMIT $1 OFFSET $2`,
      [PAGE_SIZE + 1, (page - 1) * PAGE_SIZE],
      OPERATOR_TIMEOUT,
    );
    const [{ total } = { total: 0 }] = await this.database.query<{ total: number }>(
      `SELECT count(*) AS total FROM audit WHERE area = 'cache'`,
      [],
      OPERATOR_TIMEOUT,
    );
    return {
      ...pageOf(rows.map(toEntry), PAGE_SIZE, CURSORS, query, positionOf),
      page,
      pageSize: PAGE_SIZE,
      total,
    };
  }

  private async pageAfter(query: AuditQueryDto): Promise<ListPage<AuditEntryDto>> {
    const { limit = PAGE_SIZE } = query;
    const [before = null] = CURSORS.positionIn(query) ?? [];
    const rows = await this.database.query<Row>(
      `${ENTRIES} AND ($2::bigint IS NULL OR a.id < $2) ORDER BY a.id DESC LIMIT $1`,
      [limit + 1, before],
      OPERATOR_TIMEOUT,
    );
    const page = pageOf(rows.map(toEntry), limit, CURSORS, query, positionOf);
    if (query.total !== true) return page;
    const counted = await this.database.query(
      `SELECT FROM audit WHERE area = 'cache' LIMIT $1`,
      [MOST_COUNTED + 1],
      OPERATOR_TIMEOUT,
    );
    return { ...page, ...cappedTotal(counted.length) };
  }
}

const toEntry = (row: Row): AuditEntryDto => ({ ...row, at: row.at.toISOString() });
const positionOf = ({ id }: AuditEntryDto): [id: number] => [id];
