import type { RedisServer } from './redis.js';

/** How often the server was sent a command so far. */
export async function commandCalls(redis: RedisServer, command: string): Promise<number> {
  const stats = await redis.client().info('commandstats');
  return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
}
