import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { SECOND_MS } from '../time/durations.js';
import { DatabaseSettings } from '../config/settings.js';
import { isConnectionEnd, isRetryable, unavailableBy } from './database.errors.js';
import { PatientPool } from './patient.pool.js';
import { onConnect, PooledClient } from './pooled.client.js';
import { isRead } from './read-statement.js';

const CONNECTIONS = 2;
const CONNECT_MS = SECOND_MS;
/** Longer than any statement sent here takes; a frozen server must not keep the connections forever. */
const ANSWER_MS = 1.5 * SECOND_MS;

/**
 * Connections for the statements between a COMMIT and its acknowledgement; no load and no transaction can take them. If
 * these statements queued in the pool behind the next writes, a rush of writes would look like an unreachable cache.
 */
@Injectable()
export class ReservedDatabase implements OnApplicationShutdown {
  private readonly pool: PatientPool;

  constructor(settings: DatabaseSettings) {
    const logger = new Logger('Database');
    this.pool = new PatientPool({
      Client: PooledClient,
      connectionString: settings.DATABASE_URL,
      application_name: 'bookedbarber publication',
      max: CONNECTIONS,
      idleTimeoutMillis: 0,
      waitMs: CONNECT_MS,
      connectMs: CONNECT_MS,
      // As of every direct connection, nothing of this must wait for a standby.
      onConnect: onConnect(ANSWER_MS, {
        plan_cache_mode: 'force_generic_plan',
        // A plan made while a table was empty is kept when it has grown.
        enable_seqscan: 'off',
        // What it costs by the planner's account to read a table that has no index would be reason to compile each statement.
        jit: 'off',
        synchronous_commit: 'local',
      }),
      answerMs: ANSWER_MS,
      keepAlive: true,
    });
    this.pool.on('error', (error) =>
      logger.debug(`An idle database connection was lost and will be replaced: ${String(error)}`),
    );
  }

  /** Rows of one parameterised statement, never in a transaction. @throws DatabaseUnavailable */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.answered(sql, async (client) => (await client.query(sql, [...parameters])).rows as Row[]);
  }

  /** As {@link query}, but planned once per connection: see `Database.prepared`. @throws DatabaseUnavailable */
  async prepared<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.answered(sql, (client) => client.prepared<Row>(sql, parameters));
  }

  private async answered<Row>(sql: string, send: (client: PooledClient) => Promise<Row[]>): Promise<Row[]> {
    // Each connection may have been ended since its last use.
    for (let more = CONNECTIONS; ; more--) {
      try {
        return await this.onConnection(send);
      } catch (error) {
        const isRepeatable = isRetryable(error) || (isConnectionEnd(error) && isRead(sql));
        if (more === 0 || !isRepeatable) throw unavailableBy(error) ?? error;
      }
    }
  }

  private async onConnection<Row>(send: (client: PooledClient) => Promise<Row[]>): Promise<Row[]> {
    const client = await this.pool.connect();
    try {
      // The pool makes no other kind.
      const rows = await send(client as pg.PoolClient & PooledClient);
      client.release();
      return rows;
    } catch (error) {
      client.release(error instanceof Error ? error : true);
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
