import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { BenchServer } from './http.server.js';
import type { Belongings } from './workload.belongings.js';
import { redisCounters } from './redis.counters.js';

/** Linux counts processor time in hundredths of a second. */
const TICK_MICROS = 10_000;

/** Microseconds of processor time so far. */
export interface CpuMicros {
  readonly node: number;
  readonly postgres: number;
  readonly redis: number;
}

/** Servers, and the database and the Redis that they use. */
export interface Measured {
  readonly servers: readonly BenchServer[];
  readonly databaseUrl: string;
  readonly redisUrl?: string;
}

/** Reads the processor time of a fleet's processes; needs Linux and a PostgreSQL on this machine. */
export class CpuMeter {
  private constructor(
    private readonly servers: readonly BenchServer[],
    private readonly database: pg.Client,
    private readonly redis: Redis | undefined,
  ) {}

  static async open({ servers, databaseUrl, redisUrl }: Measured, belongings: Belongings): Promise<CpuMeter> {
    const database = new pg.Client({ connectionString: databaseUrl });
    await belongings.own(database.connect(), async () => database.end());
    const redis = redisUrl === undefined ? undefined : new Redis(redisUrl);
    await belongings.own(Promise.resolve(redis), (it) => it?.disconnect());
    return new CpuMeter(servers, database, redis);
  }

  async read(): Promise<CpuMicros> {
    const { rows } = await this.database.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
    const processes = await Promise.all(rows.map(async ({ pid }) => ticksOf(pid)));
    const seconds = await Promise.all(this.servers.map(async (server) => server.cpuSeconds()));
    return {
      node: sumOf(seconds) * 1e6,
      postgres: sumOf(processes) * TICK_MICROS,
      redis: this.redis === undefined ? 0 : (await redisCounters(this.redis)).cpuMicros,
    };
  }
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** User and system time of a process (proc(5)); 0 for one that has ended. */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}
