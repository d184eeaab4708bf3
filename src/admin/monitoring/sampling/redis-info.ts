import type { RedisInfoDto } from '../cache-stats.dto.js';
/** Combines the servers of a cluster: numbers are summed, texts are taken from the first server. `null` without servers. */
export function totalOf(infos: readonly RedisInfoDto[]): RedisInfoDto | null {
  const [first] = infos;
  if (first === undefined) return null;
  const sum = (of: (info: RedisInfoDto) => number) => infos.reduce((total, info) => total + of(info), 0);
  return {
    ...first,
    usedMemoryBytes: sum((info) => info.usedMemoryBytes),
    maxMemoryBytes: sum((info) => info.maxMemoryBytes),
    connectedClients: sum((info) => info.connectedClients),
    maxClients: sum((info) => info.maxClients),
    keys: sum((info) => info.keys),
    expiredKeys: sum((info) => info.expiredKeys),
    evictedKeys: sum((info) => info.evictedKeys),
  };
}

/** Parses the text of `INFO` (https://redis.io/docs/latest/commands/info/); a missing number is 0. */
export function parseRedisInfo(text: string): RedisInfoDto {
  const fields = new Map(
    text.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
    }),
  );
  const number = (name: string) => Number(fields.get(name) ?? 0);
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
