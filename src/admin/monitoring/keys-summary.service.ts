import { Inject, Injectable, Optional } from '@nestjs/common';
import { CacheableExplorer } from '../../cache/cacheable.explorer.js';
import { MemoryStore } from '../../cache/store/memory.store.js';
import { RedisLink } from '../../cache/redis/redis.link.js';
import { Env } from '../../config/env.js';

export interface PatternSummary {
  readonly pattern: string;
  /** `null` for what is no region's: tokens, leases. */
  readonly region: string | null;
  readonly ttlSeconds: number | null;
  readonly keys: number;
  readonly bytes: number;
  /** Of all bytes of the cache, 0…1. */
  readonly share: number;
}

export interface KeysSummary {
  /** Whether the store could be looked at; if not, the counts are of what was seen before it went. */
  readonly available: boolean;
  /** Keys of the cache. */
  readonly total: number;
  /** Keys that were looked at, the cache's or not. */
  readonly scanned: number;
  /** There are more keys than were looked at: the other numbers are estimated from those. */
  readonly truncated: boolean;
  readonly patterns: readonly PatternSummary[];
}

const STEP = 500;
const MOST_KEYS = 200_000;

interface Kind {
  readonly pattern: string;
  readonly region: string | null;
  readonly ttlSeconds: number | null;
  readonly prefix: string;
}

/** A name as it is in the store, and its bytes. */
type Sized = readonly [key: string, bytes: number];

type Client = RedisLink['clients'][number];

/** What lies in the store by region: in Redis, on all nodes of a cluster, or in this process. */
@Injectable()
export class KeysSummaryService {
  constructor(
    private readonly env: Env,
    private readonly explorer: CacheableExplorer,
    @Optional() @Inject(RedisLink) private readonly redis: RedisLink | null,
    @Optional() @Inject(MemoryStore) private readonly memory: MemoryStore | null,
  ) {}

  /**
   * Looks in bounded steps (SCAN, never KEYS) at up to `most` keys. SCAN goes by the keys' hashes, so that the first of them
   * are a sample like any other, and what there is more of is estimated from them.
   */
  async summary(most: number = MOST_KEYS): Promise<KeysSummary> {
    const tally = new Tally(this.kinds());
    let [available, truncated, scanned] = [true, false, 0];
    if (this.memory !== null) {
      const sizes = [...this.memory.sizes()];
      tally.add(sizes, 1);
      scanned = sizes.length;
    }
    const clients = this.redis?.clients ?? [];
    try {
      for (const client of clients) {
        const { own, seen, isAll } = await this.look(client, most / clients.length);
        scanned += seen;
        truncated ||= !isAll;
        tally.add(own, isAll || seen === 0 ? 1 : Math.max(1, (await client.dbsize()) / seen));
      }
    } catch {
      // The suspension and its metric tell of it; here it is only not known.
      available = false;
    }
    return {
      available: available && (clients.length > 0 || this.redis === null),
      scanned,
      truncated,
      ...tally.result(),
    };
  }

  private kinds(): Kind[] {
    const regions = [...this.explorer.methods.values()].map(({ region }) => ({
      pattern: region.pattern,
      region: region.name,
      ttlSeconds: this.env[region.ttlSetting],
      prefix: `${region.pattern.split(':')[0]}:`,
    }));
    const others = ['tag:', 'lease:', ''].map((prefix) => ({
      pattern: `${prefix}*`,
      region: null,
      ttlSeconds: null,
      prefix,
    }));
    return [...regions, ...others];
  }

  /** Without MATCH: a Redis that is shared has keys of others, and how many were passed over must be known. */
  private async look(client: Client, most: number): Promise<{ own: Sized[]; seen: number; isAll: boolean }> {
    const own = new Map<string, number>();
    let [cursor, seen] = ['0', 0];
    do {
      const [next, keys] = await client.scan(cursor, 'COUNT', Math.min(STEP, Math.ceil(most)));
      const ours = keys.filter((key) => key.startsWith(`${this.env.CACHE_NAMESPACE}:{`));
      const sizes = await Promise.all(ours.map((key) => client.memory('USAGE', key, 'SAMPLES', 0)));
      // SCAN may give a key twice, and one that has expired since has no size.
      ours.forEach((key, index) => sizes[index] === null || own.set(key, sizes[index] ?? 0));
      cursor = next;
      seen += keys.length;
    } while (cursor !== '0' && seen < most);
    return { own: [...own], seen, isAll: cursor === '0' };
  }
}

/** Keys and bytes by kind. */
class Tally {
  private readonly counts: Map<Kind, { keys: number; bytes: number }>;

  constructor(kinds: readonly Kind[]) {
    this.counts = new Map(kinds.map((kind) => [kind, { keys: 0, bytes: 0 }]));
  }

  /** @param each for how many keys each of these stands */
  add(sized: readonly Sized[], each: number): void {
    for (const [key, bytes] of sized) {
      const name = key.slice(key.indexOf('}:') + 2);
      for (const [{ prefix }, counted] of this.counts) {
        if (!name.startsWith(prefix)) continue;
        counted.keys += each;
        counted.bytes += bytes * each;
        break;
      }
    }
  }

  result(): Pick<KeysSummary, 'total' | 'patterns'> {
    const all = [...this.counts.values()];
    const bytes = all.reduce((sum, counted) => sum + counted.bytes, 0);
    const patterns = [...this.counts].map(([{ pattern, region, ttlSeconds }, counted]) => ({
      pattern,
      region,
      ttlSeconds,
      keys: Math.round(counted.keys),
      bytes: Math.round(counted.bytes),
      share: bytes === 0 ? 0 : counted.bytes / bytes,
    }));
    return { total: Math.round(all.reduce((sum, counted) => sum + counted.keys, 0)), patterns };
  }
}
