import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { OPERATOR_TIMEOUT } from './operator-timeout.js';
import type { AuditEntryDto, AuditPageDto } from './audit.dto.js';

const PAGE_SIZE = 50;

/** Audit trail of operator actions on the cache: the user, the request, the time and the result. */
@Injectable()
export class AuditLog {
  constructor(private readonly database: Database) {}

  async write(userId: number, action: string, request: unknown, result: unknown): Promise<void> {
    await this.database.query(
      'INSERT INTO cache_audit (user_id, action, request, result) VALUES ($1, $2, $3::jsonb, $4::jsonb)',
      [userId, action, JSON.stringify(request ?? {}), JSON.stringify(result)],
      OPERATOR_TIMEOUT,
    );
  }

  /** One page of entries, newest first. */
  async page(page: number): Promise<AuditPageDto> {
    const rows = await this.database.query<Omit<AuditEntryDto, 'at'> & { at: Date }>(
      `SELECT a.id, at, user_id AS "userId", action, request, result,
         CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('email', u.email, 'name', u.name) END AS "user"
       FROM cache_audit a LEFT JOIN users u ON u.id = user_id
       ORDER BY a.id DESC LIMIT $1 OFFSET $2`,
      [PAGE_SIZE, (page - 1) * PAGE_SIZE],
      OPERATOR_TIMEOUT,
    );
    const [{ total } = { total: 0 }] = await this.database.query<{ total: number }>(
      'SELECT count(*) AS total FROM cache_audit',
      [],
      OPERATOR_TIMEOUT,
    );
    return {
      items: rows.map((row) => ({ ...row, at: row.at.toISOString() })),
      page,
      pageSize: PAGE_SIZE,
      total,
    };
  }
}
