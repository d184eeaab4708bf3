import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { Env } from '../../config/env.js';
import { Database } from '../../database/database.js';

/** Any number, the same in every instance; advisory locks belong to one database. */
const LOCK = 7_202_613;

/** The leave to warm up; `signal` aborts when it is taken away. */
export interface WarmUpLeave {
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/**
 * One warm-up in the fleet at a time: an advisory lock on a connection of its own, which PostgreSQL takes back when the
 * process dies. Cancelling ends that connection, whichever instance it belongs to.
 */
@Injectable()
export class WarmUpLease {
  constructor(
    private readonly env: Env,
    private readonly database: Database,
  ) {}

  /** `null` while another warm-up runs. */
  async acquire(): Promise<WarmUpLeave | null> {
    const client = new pg.Client({
      connectionString: this.env.DATABASE_URL,
      application_name: 'bookedbarber warm-up',
    });
    const abort = new AbortController();
    client.on('error', () => abort.abort());
    client.on('end', () => abort.abort());
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [LOCK]);
    const release = () => client.end().catch(() => undefined);
    if (rows[0]?.held === true) return { signal: abort.signal, release };
    await release();
    return null;
  }

  /** Ends the warm-up that runs anywhere; `false` if none does. */
  async cancel(): Promise<boolean> {
    const ended = await this.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND (classid::bigint << 32 | objid::bigint) = $1 AND granted`,
      [LOCK],
    );
    return ended.length > 0;
  }
}
