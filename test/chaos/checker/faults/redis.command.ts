import { Redis } from 'ioredis';
import type { RedisServer } from '../../../support/redis.js';

/** Speaks to a server for the length of one fault, past the wires. */
export async function command<Result>(
  server: RedisServer,
  work: (client: Redis) => Promise<Result>,
): Promise<Result> {
  const client = new Redis(server.port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}
