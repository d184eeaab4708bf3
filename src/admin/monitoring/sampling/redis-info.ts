import type { RedisInfoDto } from '../cache-stats.dto.js';

/**
 * Combines the servers of a cluster: numbers are summed, texts are taken from the first server. `null` without servers. A sum of which one number is missing is missing too.
 */
export function totalOf(infos: readonly RedisInfoDto[]): RedisInfoDto | null {
  const [first] = infos;
  if (first === undefined) return null;
  const sum = (of: (info: RedisInfoDto) => number | null) =>
    infos.reduce<number | null>((total, info) => {
      const value = of(info);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    ...first,
    usedMemoryBytes: sum((info) => info.usedMemoryBytes),
    maxMemoryBytes: sum((info) => info.maxMemoryBytes),
    connectedClients: sum((info) => info.connectedClients),
    maxClients: sum((info) => info.maxClients),
    keys: infos.reduce((total, { keys: count }) => total + count, 0),
    expiredKeys: sum((info) => info.expiredKeys),
    evictedKeys: sum((info) => info.evictedKeys),
  };
}

/** Parses the text of `INFO` (https://redis.io/docs/latest/commands/info/); a missing number is `null`. */
export function parseRedisInfo(text: string): RedisInfoDto {
  const fields = new Map(
    text.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
    }),
  );
  const number = (name: string) => {
    const value = Number(fields.get(name) ?? Number.NaN);
    return Number.isFinite(value) ? value : null;
  };
  const keys = [...fields]
    .filter(([name]) => /^db\d+$/.test(name))
    .map(([, value]) => /keys=(\d+)/.exec(value)?.[1]);
  return {
    version: fields.get('redis_version') ?? 'unknown',
    role: fields.get('role') ?? 'unknown',
    usedMemoryBytes: number('used_memory'),
    maxMemoryBytes: number('maxmemory'),
    connectedClients: number('connected_clients'),
    maxClients: number('maxclients'),
    keys: keys.reduce((total, count) => total + Number(count ?? 0), 0),
    expiredKeys: number('expired_keys'),
    evictedKeys: number('evicted_keys'),
    maxmemoryPolicy: fields.get('maxmemory_policy') ?? 'unknown',
  };
}
