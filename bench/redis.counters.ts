import type { Redis } from 'ioredis';

/** Counters of Redis at one moment. */
export interface RedisCounters {
  /** All commands except INFO. */
  readonly commands: number;
  /** How often it read from a connection: commands that arrived together count once. */
  readonly reads: number;
  readonly cpuMicros: number;
}

export async function redisCounters(redis: Redis): Promise<RedisCounters> {
  const info = await redis.info('everything');
  const numberAfter = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
  let commands = 0;
  for (const [, name, calls] of info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
    if (name !== 'info') commands += Number(calls);
  }
  return {
    commands,
    reads: numberAfter('total_reads_processed'),
    cpuMicros: (numberAfter('used_cpu_user') + numberAfter('used_cpu_sys')) * 1e6,
  };
}
