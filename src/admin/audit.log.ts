import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly userId: number;
  readonly action: string;
  readonly request: unknown;
  readonly result: unknown;
}

export interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

const PAGE_SIZE = 50;

/** Who changed what about the cache, when, and with what result. */
@Injectable()
export class AuditLog {
  constructor(private readonly database: Database) {}

  async write(userId: number, action: string, request: unknown, result: unknown): Promise<void> {
    await this.database.query(
      'INSERT INTO cache_audit (user_id, action, request, result) VALUES ($1, $2, $3::jsonb, $4::jsonb)',
      [userId, action, JSON.stringify(request ?? {}), JSON.stringify(result)],
    );
  }

  /** A page, newest first. */
  async page(page: number): Promise<AuditPage> {
    const rows = await this.database.query<Omit<AuditEntry, 'at'> & { at: Date }>(
      `SELECT id, at, user_id AS "userId", action, request, result FROM cache_audit
       ORDER BY id DESC LIMIT $1 OFFSET $2`,
      [PAGE_SIZE, (page - 1) * PAGE_SIZE],
    );
    const [{ total } = { total: 0 }] = await this.database.query<{ total: number }>(
      'SELECT count(*) AS total FROM cache_audit',
    );
    return {
      items: rows.map((row) => ({ ...row, at: row.at.toISOString() })),
      page,
      pageSize: PAGE_SIZE,
      total,
    };
  }
}
