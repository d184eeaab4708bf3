import pg from 'pg';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import type { TestDatabase } from './database.js';

const LOCK = ADVISORY_LOCKS.cacheOwnership;
const TAKE = {
  redis: `pg_try_advisory_lock_shared(${LOCK})`,
  memory: `pg_try_advisory_lock(${LOCK})`,
} as const;

/** The statements with which a release without protocol versions (commit f714735) decides whether it may cache. */
export class EarlierRelease {
  private isHeld = false;

  private constructor(
    readonly kind: keyof typeof TAKE,
    private readonly client: pg.Client,
  ) {}

  static async start({ url }: TestDatabase, kind: keyof typeof TAKE): Promise<EarlierRelease> {
    const client = new pg.Client({ connectionString: url, application_name: 'earlier release' });
    client.on('error', () => undefined);
    await client.connect();
    return new EarlierRelease(kind, client);
  }

  get caches(): boolean {
    return this.isHeld;
  }

  /** What it does every second. @returns whether it caches now */
  async request(): Promise<boolean> {
    if (this.isHeld) return true;
    const { rows } = await this.client.query<{ is: boolean }>(`SELECT ${TAKE[this.kind]} AS is`);
    this.isHeld = rows[0]?.is ?? false;
    if (this.isHeld && this.kind === 'memory') {
      await this.client.query('UPDATE cache_generation SET generation = gen_random_uuid()');
    }
    return this.isHeld;
  }

  /** An instance of it without any cache: whether it may acknowledge a write without publishing it. */
  async isAlone(): Promise<boolean> {
    const { rows } = await this.client.query(
      `WITH lock AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${LOCK}) AS taken)
       UPDATE cache_generation SET generation = gen_random_uuid() FROM lock WHERE lock.taken RETURNING 1`,
    );
    return rows.length > 0;
  }

  async stop(): Promise<void> {
    this.isHeld = false;
    await this.client.end();
  }
}
