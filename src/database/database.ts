import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  DataSource,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type Repository,
} from 'typeorm';
import type { ClientBase, QueryResultRow } from 'pg';
import { DatabaseUnavailable, isConnectionError, isRetryable } from './database.errors.js';

const ATTEMPTS = 8;

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

  constructor(private readonly dataSource: DataSource) {}

  /** Rows of one parameterised statement (`$1`, `$2`, …). */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.translated(async () => {
      const result: unknown = await this.manager.query(sql, parameters as unknown[]);
      return rowsOf<Row>(result);
    });
  }

  /**
   * As {@link query}, but planned once per connection: for a statement whose planning costs more than its execution.
   * Its plan must be good for any parameters (ADR 0004).
   */
  async prepared<Row extends QueryResultRow>(
    { name, text }: PreparedStatement,
    parameters: readonly unknown[],
  ): Promise<Row[]> {
    return this.translated(async () => {
      const shared = this.manager.queryRunner;
      const runner = shared ?? this.dataSource.createQueryRunner();
      try {
        // TypeORM does not support named statements; the connection underneath is that of node-postgres.
        const client = (await runner.connect()) as ClientBase;
        const { rows } = await client.query<Row>({ name, text, values: [...parameters] });
        return rows;
      } finally {
        if (shared === undefined) await runner.release();
      }
    });
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

  private async translated<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw isConnectionError(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}

/** TypeORM returns `[rows, count]` for UPDATE and DELETE, and only the rows for everything else. */
function rowsOf<Row>(result: unknown): Row[] {
  const isPair =
    Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number';
  return (isPair ? result[0] : result) as Row[];
}
