import { type RedisServer, startRedis } from './redis.js';
import { until } from './until.js';

/** The name under which the Sentinels of {@link startSentinels} monitor the primary. */
export const WATCHED = 'shop';

/**
 * Starts Sentinels that know one another and the primary's replicas. Two of them agree to replace a primary that has not
 * answered for 300 ms.
 */
export async function startSentinels(
  primary: RedisServer,
  {
    count,
    replicas,
    tls,
  }: { readonly count: number; readonly replicas: number; readonly tls?: readonly string[] },
): Promise<RedisServer[]> {
  const sentinels = await Promise.all(
    Array.from({ length: count }, async () => startRedis(['--sentinel'], { tls })),
  );
  for (const sentinel of sentinels) {
    const client = sentinel.client();
    await client.call('SENTINEL', 'MONITOR', WATCHED, '127.0.0.1', primary.tlsPort || primary.port, 2);
    await client.call('SENTINEL', 'SET', WATCHED, 'down-after-milliseconds', 300);
    await client.call('SENTINEL', 'SET', WATCHED, 'failover-timeout', 2000);
    await until(async () => {
      const [, known] = (await client.info('sentinel')).match(/slaves=(\d+),sentinels=\d+/) ?? [];
      return Number(known) === replicas;
    });
  }
  await until(async () => {
    const seen = await Promise.all(sentinels.map(async (sentinel) => sentinel.client().info('sentinel')));
    return seen.every((info) => info.includes(`sentinels=${sentinels.length}`));
  });
  return sentinels;
}
