import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Belongings } from './workload.belongings.js';
import type { WorkloadFleet } from './workload.fleet.js';
import { redisCounters } from './redis.counters.js';

/** Linux counts processor time in hundredths of a second. */
const TICK_MICROS = 10_000;

/** Microseconds of processor time so far. */
export interface CpuMicros {
  readonly node: number;
  readonly postgres: number;
  readonly redis: number;
}

/** Reads the processor time of a fleet's processes; needs Linux and a PostgreSQL on this machine. */
export class CpuMeter {
  private constructor(
    private readonly fleet: WorkloadFleet,
    private readonly database: pg.Client,
    private readonly redis: Redis,
  ) {}

  static async open(fleet: WorkloadFleet, belongings: Belongings): Promise<CpuMeter> {
    const database = new pg.Client({ connectionString: fleet.databaseUrl });
    await belongings.own(database.connect(), async () => database.end());
    const redis = await belongings.own(Promise.resolve(new Redis(fleet.redisUrl)), (it) => it.disconnect());
    return new CpuMeter(fleet, database, redis);
  }

  async read(): Promise<CpuMicros> {
    const { rows } = await this.database.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
    const processes = await Promise.all(rows.map(async ({ pid }) => ticksOf(pid)));
    const [{ cpuSeconds }, { cpuMicros }] = [await this.fleet.counters(), await redisCounters(this.redis)];
    return {
      node: cpuSeconds * 1e6,
      postgres: processes.reduce((sum, ticks) => sum + ticks, 0) * TICK_MICROS,
      redis: cpuMicros,
    };
  }
}

/** User and system time of a process (proc(5)); 0 for one that has ended. */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}
