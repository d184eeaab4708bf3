import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  DataSource,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type QueryRunner,
  type Repository,
} from 'typeorm';
import type { QueryResultRow } from 'pg';
import { DatabaseSettings } from '../config/settings.js';
import { SECOND_MS } from '../time/durations.js';
import { DatabaseUnavailable, isConnectionError, isRetryable } from './database.errors.js';
import { DatabaseProbe } from './database.probe.js';
import { Lane } from './lane.js';
import { PooledClient } from './pooled.client.js';

const ATTEMPTS = 8;
/** Staff's questions use at most this share of the pool at a time. */
const STAFF_SHARE = 0.4;
const STAFF_WAIT_MS = 2 * SECOND_MS;

export interface QueryOptions {
  /**
   * The caller waits no longer than this, and not at all while {@link DatabaseProbe} gets no answer. The statement itself goes
   * on until it ends or its own timeout cancels it.
   */
  readonly timeoutMs?: number;
  /** `staff`: for questions that can be slow. All of them together use a share of the pool, and leave the rest to the public. */
  readonly lane?: 'staff';
}

/** A statement and the name under which each connection keeps its plan. A name must always stand for the same text. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * Runs the application's SQL. Inside {@link transaction} every call, however deeply nested, uses the transaction's
 * connection; outside it takes one from the pool.
 *
 * Every method throws {@link DatabaseUnavailable} when the server does not answer.
 */
@Injectable()
export class Database {
  private readonly scope = new AsyncLocalStorage<EntityManager>();
  private readonly staff: Lane;

  constructor(
    private readonly dataSource: DataSource,
    private readonly probe: DatabaseProbe,
    { DATABASE_POOL_SIZE }: DatabaseSettings,
  ) {
    this.staff = new Lane(Math.max(1, Math.floor(DATABASE_POOL_SIZE * STAFF_SHARE)), STAFF_WAIT_MS);
  }

  /** Rows of one parameterised statement (`$1`, `$2`, …). @throws DatabaseBusy if its lane is full for too long */
  async query<Row>(
    sql: string,
    parameters: readonly unknown[] = [],
    { timeoutMs, lane }: QueryOptions = {},
  ): Promise<Row[]> {
    const rows = () =>
      this.translated(() =>
        this.connected(async (runner) => (await runner.query(sql, [...parameters], true)).records as Row[]),
      );
    // A transaction has its connection already.
    const inLane = lane === undefined || this.inTransaction ? rows : () => this.staff.run(rows);
    return timeoutMs === undefined ? inLane() : this.withTimeout(timeoutMs, inLane);
  }

  /**
   * As {@link query}, but planned once per connection: for a statement whose planning costs more than its execution.
   * Its plan must be good for any parameters (ADR 0004).
   */
  async prepared<Row extends QueryResultRow>(
    { name, text }: PreparedStatement,
    parameters: readonly unknown[],
  ): Promise<Row[]> {
    return this.translated(() =>
      this.connected(async (runner) => {
        // TypeORM cannot name statements, but its pool makes clients of node-postgres (`dataSourceOptions`).
        const client: unknown = await runner.connect();
        if (!(client instanceof PooledClient)) throw new Error('The pool made a connection of another kind.');
        // A pooler lends a session in which another text, or none, may stand for the name.
        const query = { text, values: [...parameters], ...(client.isLent ? {} : { name }) };
        return (await client.query<Row>(query)).rows;
      }),
    );
  }

  /** Runs `work` with the entity's repository, which must not be used afterwards. */
  async entities<Entity extends ObjectLiteral, Result>(
    entity: EntityTarget<Entity>,
    work: (repository: Repository<Entity>) => Promise<Result>,
  ): Promise<Result> {
    return this.translated(() => work(this.manager.getRepository(entity)));
  }

  get inTransaction(): boolean {
    return this.currentTransaction !== undefined;
  }

  /** An object that identifies the current transaction. */
  get currentTransaction(): object | undefined {
    return this.scope.getStore();
  }

  /**
   * Runs `work` in one READ COMMITTED transaction; inside another it joins that one. Deadlocks and serialisation
   * failures run it again, so `work` must have no effect outside the database.
   */
  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.inTransaction) return work();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.translated(() =>
          this.dataSource.transaction((manager) => this.scope.run(manager, work)),
        );
      } catch (error) {
        if (!isRetryable(error)) throw error;
        if (attempt === ATTEMPTS) throw new DatabaseUnavailable(error);
        await sleep(Math.random() * 10 * attempt);
      }
    }
  }

  private get manager(): EntityManager {
    return this.scope.getStore() ?? this.dataSource.manager;
  }

  /** Runs `work` on the connection of the transaction in scope, or on one that is taken from the pool for it. */
  private async connected<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
    const shared = this.manager.queryRunner;
    if (shared !== undefined) return work(shared);
    const runner = this.dataSource.createQueryRunner();
    try {
      return await work(runner);
    } finally {
      await runner.release();
    }
  }

  private async withTimeout<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
    if (this.probe.isLost) throw new DatabaseUnavailable(new Error('The probe gets no answer'));
    const ended = new AbortController();
    const answer = work().finally(() => ended.abort());
    const timeout = sleep(timeoutMs, undefined, { ref: false, signal: ended.signal }).then(
      () => {
        throw new DatabaseUnavailable(new Error(`No answer within ${timeoutMs} ms`));
      },
      // The answer was there first; it alone settles the race.
      () => answer,
    );
    return Promise.race([answer, timeout]);
  }

  private async translated<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw isConnectionError(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}
