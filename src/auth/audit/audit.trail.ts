import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { currentRequest } from '../../http/request-id.js';
import type { AuditChange } from './audit.changes.js';

/** What an entry is about, for those who look for one. */
export const AUDIT_AREAS = ['booking', 'shop', 'account', 'login', 'cache'] as const;
export type AuditArea = (typeof AUDIT_AREAS)[number];

/** One entry to write. It must not have a name, an address, a phone number or a text of a person. */
export interface AuditRecord {
  readonly area: AuditArea;
  readonly action: string;
  /** The account that did it; `null`: no account was logged in. */
  readonly userId: number | null;
  readonly changes?: readonly AuditChange[];
  readonly request?: unknown;
  readonly result?: unknown;
  /** Default: of the current request. `null`: it is not to be kept. */
  readonly address?: string | null;
}

/** Writes the audit. Inside a transaction, the entry is committed with the change that it reveals, or not at all. */
@Injectable()
export class AuditTrail {
  constructor(private readonly database: Database) {}

  async write(record: AuditRecord, limits: { readonly timeoutMs?: number } = {}): Promise<void> {
    const current = currentRequest();
    const address = record.address === undefined ? (current?.address ?? null) : record.address;
    await this.database.query(
      `INSERT INTO audit (area, action, user_id, address, request_id, changes, request, result)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8::jsonb)`,
      [
        record.area,
        record.action,
        record.userId,
        address,
        current?.id ?? null,
        JSON.stringify(record.changes ?? []),
        JSON.stringify(record.request ?? {}),
        JSON.stringify(record.result ?? {}),
      ],
      limits,
    );
  }
}
