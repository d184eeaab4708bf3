import pg from 'pg';
import { migrate } from '../../../src/database/migrate.js';
import { movableClock } from '../../support/movable-clock.js';
import { PgBouncer } from '../../support/pgbouncer.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { ApplicationProcess } from './application.process.js';
import { environment } from './environment.js';
import { InstalledServer } from './installed.server.js';
import { EmbeddedServer, type PostgresServer } from './postgres.server.js';
import type { Random } from './random.js';
import type { Sql } from './register.js';

const INSTANCES = 3;
/** A replica is in step at once, not after the five seconds in which others might join. */
const REDIS = ['--repl-diskless-sync-delay', '0'];

export interface FleetOptions {
  /** Whether the database can go back in time and its clock be set: with the PostgreSQL that the system has installed. */
  readonly hasHistory?: boolean;
  /** Whether one of the instances reaches the database through a PgBouncer that pools transactions. */
  readonly hasPooler?: boolean;
}

/** One shop's servers: three instances, each with a wire of its own to Redis; a second Redis; a PostgreSQL, perhaps a PgBouncer. */
export class Fleet {
  readonly applications: ApplicationProcess[] = [];
  private active: 0 | 1 = 0;
  private pool: pg.Pool;

  /** Sets the database's clock off by an interval, if that can be done. */
  setClockOff: ((by: string) => Promise<void>) | undefined;

  private constructor(
    /** The wire of each instance to the current primary. */
    readonly wires: readonly TcpProxy[],
    /** Two servers: the one that `primary` names is behind the wires. */
    private readonly redis: readonly [RedisServer, RedisServer],
    readonly postgres: PostgresServer,
    /** In front of the first instance. */
    readonly pooler: PgBouncer | undefined,
  ) {
    this.pool = poolOf(postgres);
  }

  /**
   * @param main the application's file, `dist/main.js` or a copy that was broken on purpose
   * @param variables those of every instance, beside the usual ones
   */
  static async start(
    main: string,
    options: FleetOptions = {},
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Fleet> {
    const postgres = await (options.hasHistory === true ? InstalledServer : EmbeddedServer).start();
    const redis = [await startRedis(REDIS), await startRedis(REDIS)] as const;
    const wires = await Promise.all(
      Array.from({ length: INSTANCES }, async () => TcpProxy.to(redis[0].port)),
    );
    const pooler =
      options.hasPooler === true
        ? await PgBouncer.start(postgres.url, { pool_mode: 'transaction', server_login_retry: 1 })
        : undefined;
    const fleet = new Fleet(wires, redis, postgres, pooler);
    try {
      if (options.hasHistory === true) await fleet.prepareClock();
      const starting = await Promise.allSettled(
        wires.map(async (wire, instance) =>
          ApplicationProcess.start(main, {
            ...environment(postgres.url, wire.port),
            ...(pooler !== undefined && instance === 0
              ? { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: postgres.url }
              : {}),
            ...variables,
          }),
        ),
      );
      // Those that did start are stopped with the fleet if one did not.
      for (const outcome of starting)
        if (outcome.status === 'fulfilled') fleet.applications.push(outcome.value);
      for (const outcome of starting) if (outcome.status === 'rejected') throw outcome.reason;
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  get primary(): RedisServer {
    return this.redis[this.active];
  }

  get standby(): RedisServer {
    return this.redis[this.active === 0 ? 1 : 0];
  }

  /** The address of the primary behind the wire of one of the instances. */
  wireUrl(random: Random): string {
    return `redis://127.0.0.1:${random.pick(this.wires).port}`;
  }

  /** The standby takes over: new connections of every instance go to it. */
  promote(): void {
    this.active = this.active === 0 ? 1 : 0;
    for (const wire of this.wires) wire.retarget(this.primary.port);
  }

  /** A statement past the application and past the faults of its wire. */
  readonly sql: Sql = async (sql, parameters) => {
    const result = await this.pool.query<Record<string, unknown>>(sql, [...parameters]);
    return result.rows;
  };

  async restartPostgres(awayMs: number): Promise<void> {
    await this.switchPostgres(async () => this.postgres.restart(awayMs));
  }

  /** Runs `work`, after which the server of these connections is another one or has another address. */
  async switchPostgres(work: () => Promise<void>): Promise<void> {
    await work();
    const old = this.pool;
    this.pool = poolOf(this.postgres);
    await old.end();
  }

  async stop(): Promise<void> {
    await Promise.all(this.applications.map(async (application) => application.kill()));
    await this.pool.end();
    await Promise.all(this.wires.map(async (wire) => wire.close()));
    await Promise.all(this.redis.map(async (server) => server.stop()));
    await this.pooler?.stop();
    await this.postgres.stop();
  }

  /** Before an instance connects: a connection keeps the functions that it found first. */
  private async prepareClock(): Promise<void> {
    await migrate(this.postgres.directUrl);
    const query = async (sql: string, parameters: readonly unknown[] = []) =>
      (await this.sql(sql, parameters)) as never[];
    this.setClockOff = await movableClock({
      url: this.postgres.directUrl,
      query,
      drop: async () => undefined,
    });
  }
}

function poolOf(postgres: PostgresServer): pg.Pool {
  const pool = new pg.Pool({ connectionString: postgres.directUrl, max: 6, connectionTimeoutMillis: 2000 });
  pool.on('error', () => undefined);
  return pool;
}
