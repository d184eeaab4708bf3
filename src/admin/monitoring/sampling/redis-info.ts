/** What the operator wants to know of Redis, out of `INFO`. */
export interface RedisInfo {
  readonly version: string;
  readonly role: string;
  readonly usedMemoryBytes: number;
  /** 0: no limit is set. */
  readonly maxMemoryBytes: number;
  readonly connectedClients: number;
  /** How many it lets in; 0: a server too old to say. */
  readonly maxClients: number;
  readonly keys: number;
  readonly expiredKeys: number;
  readonly evictedKeys: number;
  readonly maxmemoryPolicy: string;
}

/** The servers of a cluster as one: numbers are added up, words are the first one's. `null` of no server. */
export function totalOf(infos: readonly RedisInfo[]): RedisInfo | null {
  const [first] = infos;
  if (first === undefined) return null;
  const sum = (of: (info: RedisInfo) => number) => infos.reduce((total, info) => total + of(info), 0);
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

/** Reads the text of `INFO` (https://redis.io/docs/latest/commands/info/); a field that a server does not know counts 0. */
export function parseRedisInfo(text: string): RedisInfo {
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
