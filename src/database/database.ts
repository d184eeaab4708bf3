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
import { DatabaseSettings } from '../config/settings.js';
import { SECOND_MS } from '../time/durations.js';
import { AwakeClock } from '../time/awake-clock.js';
import { ContextVariable } from '../time/context-variable.js';
import { idleTime } from '../time/idle-time.js';
import { Lane } from '../time/lane.js';
import { currentSpan, inSpan, type SpanAttributes } from '../time/spans.js';
import { withTimeout } from '../time/timeout.js';
import { ConnectionLimit } from './connection.limit.js';
import {
  DatabaseReadOnly,
  DatabaseUnavailable,
  isLoginRefused,
  isOutdatedPlan,
  isRetryable,
  isWaitingPooler,
  unavailableBy,
} from './database.errors.js';
import { DatabaseProbe } from './database.probe.js';
import { PooledClient } from './pooled.client.js';
import { isRead } from './read-statement.js';
import { Repeatable, repeatable } from './repeatable.js';

const ATTEMPTS = 8;
const MOST_PAUSE_MS = 100;
/** Staff's questions use at most this share of the pool at a time. */
const STAFF_SHARE = 0.4;
/** And transactions and changes this one: while all of them wait for the lock of another program, reads that need none go on. */
const CHANGES_SHARE = 0.6;
const LANE_WAIT_MS = 2 * SECOND_MS;
/** How long a read and a transaction may take: a frozen server must cost a request no more than three and five seconds. */
const STATEMENT_MS = 2.8 * SECOND_MS;
const TRANSACTION_MS = 4.8 * SECOND_MS;

const POSTGRESQL: SpanAttributes = { 'db.system.name': 'postgresql' };

export interface QueryOptions {
  /**
   * The caller waits no longer than this, and not at all while {@link DatabaseProbe} gets no answer. The statement itself goes
   * on until it ends or its own timeout cancels it.
   */
  readonly timeoutMs?: number;
  /** `staff`: for questions that can be slow. All of them together use a share of the pool, and leave the rest to the public. */
  readonly lane?: 'staff';
}

/**
 * Runs the application's SQL. Inside {@link transaction} every call, however deeply nested, uses the transaction's
 * connection; outside it takes one from the pool.
 *
 * Every method throws {@link DatabaseUnavailable} when the server does not answer: a read within 3 s, a transaction within 5 s, and
 * both at once while {@link DatabaseProbe} gets no answer.
 */
@Injectable()
export class Database {
  private readonly scope = new ContextVariable<EntityManager>();
  private readonly staff: Lane;
  private readonly changes: Lane;
  private readonly clock = new AwakeClock(idleTime());

  constructor(
    private readonly dataSource: DataSource,
    private readonly probe: DatabaseProbe,
    private readonly settings: DatabaseSettings,
  ) {
    const lane = (share: number) =>
      new Lane(Math.max(1, Math.floor(settings.DATABASE_POOL_SIZE * share)), LANE_WAIT_MS);
    this.staff = lane(STAFF_SHARE);
    this.changes = lane(CHANGES_SHARE);
  }

  /** Rows of one parameterised statement (`$1`, `$2`, …). @throws LaneFull */
  async query<Row>(
    sql: string,
    parameters: readonly unknown[] = [],
    { timeoutMs, lane }: QueryOptions = {},
  ): Promise<Row[]> {
    const rows = () =>
      this.rows<Row>(
        sql,
        async (runner) => (await runner.query(sql, [...parameters], true)).records as Row[],
      );
    const changes = isRead(sql) ? undefined : this.changes;
    const share = lane === 'staff' ? this.staff : changes;
    // A transaction has its connection already.
    return limited(timeoutMs, share === undefined || this.inTransaction ? rows() : share.run(rows));
  }

  /**
   * As {@link query}, but planned once per connection: for a statement of constant text that is sent often, whose planning costs more than
   * its execution. Its plan must be good for any parameters, and those that it could rest on are hidden from the planner by `unseen` (ADR 0004).
   */
  async prepared<Row>(
    sql: string,
    parameters: readonly unknown[] = [],
    { timeoutMs }: Pick<QueryOptions, 'timeoutMs'> = {},
  ): Promise<Row[]> {
    const rows = () =>
      this.rows(sql, async (runner) => (await clientOf(runner)).prepared<Row>(sql, parameters));
    return limited(timeoutMs, rows());
  }

  private async rows<Row>(sql: string, send: (runner: QueryRunner) => Promise<Row[]>): Promise<Row[]> {
    return inSpan(...spanOf(sql), () => this.connected(send, sql));
  }

  /** Runs `work` with the entity's repository, which must not be used afterwards. */
  async entities<Entity extends ObjectLiteral, Result>(
    entity: EntityTarget<Entity>,
    work: (repository: Repository<Entity>) => Promise<Result>,
  ): Promise<Result> {
    const name = this.dataSource.getMetadata(entity).tableName;
    return inSpan(`entities ${name}`, POSTGRESQL, () =>
      this.connected((runner) => work(runner.manager.getRepository(entity))),
    );
  }

  get inTransaction(): boolean {
    return this.currentTransaction !== undefined;
  }

  /** An object that identifies the current transaction. */
  get currentTransaction(): object | undefined {
    return this.scope.current;
  }

  /**
   * Runs `work` in one READ COMMITTED transaction; inside another it joins that one. Deadlocks and serialisation
   * failures run it again, so `work` must have no effect outside the database.
   *
   * @param options.limitMs how long it may take, together with the wait for a connection
   * @param options.first a statement without parameters that is sent together with the start
   * @throws LaneFull
   */
  async transaction<Result>(
    work: () => Promise<Result>,
    { limitMs = TRANSACTION_MS, first = '' }: { limitMs?: number; first?: string } = {},
  ): Promise<Result> {
    if (this.inTransaction) return work();
    const run = async (runner: QueryRunner) => {
      try {
        await repeatable(begin(runner, first));
        const result = await this.scope.run(runner.manager, work);
        await runner.commitTransaction();
        return result;
      } catch (error) {
        // If the connection died, the server has rolled back already.
        await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    };
    return this.repeated(limitMs, true, (leftMs) => {
      const endsAt = this.clock.now() + leftMs;
      return inSpan('transaction', POSTGRESQL, () =>
        this.changes.run(() => this.withRunner(endsAt - this.clock.now(), run)),
      );
    });
  }

  /**
   * Runs `work` on the connection of the transaction in scope, or on one that is taken from the pool for it.
   * @param sql the only statement of `work`: if it is a read, it is sent again when its connection is ended
   */
  private async connected<Result>(work: (runner: QueryRunner) => Promise<Result>, sql = ''): Promise<Result> {
    const shared = this.scope.current?.queryRunner;
    if (shared === undefined) {
      const run = (runner: QueryRunner) => repeatable(work(runner), () => isRead(sql));
      const changes = sql !== '' && !isRead(sql);
      return this.repeated(STATEMENT_MS, changes, (leftMs) => this.withRunner(leftMs, run));
    }
    try {
      return await work(shared);
    } catch (error) {
      throw isRetryable(error) ? error : (unavailableBy(error) ?? error);
    }
  }

  private async withRunner<Result>(
    limitMs: number,
    work: (runner: QueryRunner) => Promise<Result>,
  ): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    const limit = new ConnectionLimit(this.clock, limitMs);
    let client: PooledClient | undefined;
    try {
      client = await repeatable(clientOf(runner)).catch((error: unknown) => {
        if (isLoginRefused(error)) this.probe.refused();
        throw error;
      });
      limit.watch(client);
      return await work(runner);
    } catch (error) {
      // A session keeps a setting of its role or database for as long as it lives: the next request must not get it.
      if (unavailableBy(error) instanceof DatabaseReadOnly) client?.connection.stream.destroy();
      throw error;
    } finally {
      limit.end();
      await runner.release();
    }
  }

  /**
   * Runs `work` again while its failure had no effect, with what is left of the time.
   * @throws DatabaseUnavailable, at once while the probe gets no answer, and for changes while the server takes none
   */
  private async repeated<Result>(
    limitMs: number,
    changes: boolean,
    work: (leftMs: number) => Promise<Result>,
  ): Promise<Result> {
    const begunAt = this.clock.begin();
    try {
      for (let attempt = 1; ; attempt++) {
        if (this.probe.isLost) throw new DatabaseUnavailable(new Error('The probe gets no answer'));
        if (changes && this.probe.state === 'read-only')
          throw new DatabaseReadOnly(new Error('The probe found that the server takes no changes'));
        try {
          const result = await work(limitMs - (this.clock.now() - begunAt));
          this.probe.poolAnswered();
          return result;
        } catch (error) {
          const isEnd = error instanceof Repeatable;
          if (!isEnd && !isRetryable(error)) throw unavailableBy(error) ?? error;
          const pauseMs = Math.random() * Math.min(10 * attempt, MOST_PAUSE_MS);
          const leftMs = limitMs - (this.clock.now() - begunAt);
          if (this.attemptsAfter(error) <= attempt || leftMs <= pauseMs) throw new DatabaseUnavailable(error);
          await sleep(pauseMs);
        }
      }
    } finally {
      this.clock.end();
    }
  }

  private attemptsAfter(error: unknown): number {
    const isEnd = error instanceof Repeatable;
    if (!isEnd && !isOutdatedPlan(error)) return ATTEMPTS;
    // A pooler knows when it will try again; the time that is left decides.
    if (isEnd && isWaitingPooler(error.cause)) return Number.POSITIVE_INFINITY;
    // Each connection of the pool may have been ended, or have an outdated plan.
    return this.settings.DATABASE_POOL_SIZE + 1;
  }
}

function limited<Result>(ms: number | undefined, answer: Promise<Result>): Promise<Result> {
  const late = () => new DatabaseUnavailable(new Error(`No answer within ${Math.round(Number(ms))} ms`));
  return ms === undefined ? answer : withTimeout(ms, answer, late);
}

async function clientOf(runner: QueryRunner): Promise<PooledClient> {
  // TypeORM cannot name statements, but its pool makes clients of node-postgres (`dataSourceOptions`).
  const client: unknown = await runner.connect();
  if (!(client instanceof PooledClient)) throw new Error('The pool made a connection of another kind.');
  return client;
}

/**
 * As the runner's `startTransaction`, but in one round trip with the first statement, and at the same isolation level behind a pooler, whose sessions
 * may have another default. Roll back, too, if it throws.
 */
async function begin(runner: QueryRunner, first: string): Promise<void> {
  // What that method notes: repositories join the transaction, and rolling back sends ROLLBACK.
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
  await (await clientOf(runner)).query(`START TRANSACTION ISOLATION LEVEL READ COMMITTED; ${first}`);
}

/** The span of a statement: its text without parameters, and without literals, which may be values of persons. */
function spanOf(sql: string): [name: string, attributes: SpanAttributes] {
  if (currentSpan() === undefined) return ['', POSTGRESQL];
  const text = sql
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return [text.split(' ', 1)[0] ?? 'SQL', { ...POSTGRESQL, 'db.query.text': text }];
}
