import { Inject, Injectable, Optional } from '@nestjs/common';
import { CacheableExplorer } from '../../cache/cacheable.explorer.js';
import { MemoryStore } from '../../cache/store/memory.store.js';
import { RedisLink } from '../../cache/redis/redis.link.js';
import { rounded } from './rounded.js';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { keyPrefixOf } from '../../cache/entry/region.js';
import type { KeysSummaryDto } from './keys-summary.dto.js';

const STEP = 500;
const MOST_KEYS = 200_000;

interface Kind {
  readonly pattern: string;
  readonly region: string | null;
  readonly ttlSeconds: number | null;
  readonly prefix: string;
}

/** A key of the store and its size in bytes. */
type Sized = readonly [key: string, bytes: number];

type Client = RedisLink['clients'][number];

/** Counts keys and bytes in the store by region: in Redis (all nodes of a cluster) or in the memory of this process. */
@Injectable()
export class KeysSummaryService {
  constructor(
    private readonly options: CacheOptions,
    private readonly explorer: CacheableExplorer,
    @Optional() @Inject(RedisLink) private readonly redis: RedisLink | null,
    @Optional() @Inject(MemoryStore) private readonly memory: MemoryStore | null,
  ) {}

  /**
   * Scans up to `most` keys in bounded steps (SCAN, never KEYS). SCAN iterates in hash order, so the first keys are an
   * unbiased sample, and the totals are extrapolated from them.
   */
  async summary(most: number = MOST_KEYS): Promise<KeysSummaryDto> {
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
        const { own, seen, isAll } = await this.scan(client, most / clients.length);
        scanned += seen;
        truncated ||= !isAll;
        tally.add(own, isAll || seen === 0 ? 1 : Math.max(1, (await client.dbsize()) / seen));
      }
    } catch {
      // The suspension already reports the failure; this answer only says that the counts are incomplete.
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
      ttlSeconds: this.options.ttlSeconds(region),
      prefix: keyPrefixOf(region),
    }));
    const others = ['tag:', 'lease:', ''].map((prefix) => ({
      pattern: `${prefix}*`,
      region: null,
      ttlSeconds: null,
      prefix,
    }));
    return [...regions, ...others];
  }

  /** Scans without MATCH: in a shared Redis, the extrapolation needs the number of foreign keys that were passed over. */
  private async scan(client: Client, most: number): Promise<{ own: Sized[]; seen: number; isAll: boolean }> {
    const own = new Map<string, number>();
    let [cursor, seen] = ['0', 0];
    do {
      const [next, keys] = await client.scan(cursor, 'COUNT', Math.min(STEP, Math.ceil(most)));
      const ours = keys.filter((key) => key.startsWith(`${this.options.namespace}:{`));
      const sizes = await Promise.all(ours.map((key) => client.memory('USAGE', key, 'SAMPLES', 0)));
      // SCAN may return a key twice, and a key that has expired in the meantime has no size.
      ours.forEach((key, index) => sizes[index] === null || own.set(key, sizes[index] ?? 0));
      cursor = next;
      seen += keys.length;
    } while (cursor !== '0' && seen < most);
    return { own: [...own], seen, isAll: cursor === '0' };
  }
}

/** Sums keys and bytes by kind. */
class Tally {
  private readonly counts: Map<Kind, { keys: number; bytes: number }>;

  constructor(kinds: readonly Kind[]) {
    this.counts = new Map(kinds.map((kind) => [kind, { keys: 0, bytes: 0 }]));
  }

  /** @param each number of keys that each scanned key represents */
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

  result(): Pick<KeysSummaryDto, 'total' | 'patterns'> {
    const all = [...this.counts.values()];
    const bytes = all.reduce((sum, counted) => sum + counted.bytes, 0);
    const patterns = [...this.counts].map(([{ pattern, region, ttlSeconds }, counted]) => ({
      pattern,
      region,
      ttlSeconds,
      keys: Math.round(counted.keys),
      bytes: Math.round(counted.bytes),
      share: bytes === 0 ? 0 : rounded(counted.bytes / bytes, 4),
    }));
    return { total: Math.round(all.reduce((sum, counted) => sum + counted.keys, 0)), patterns };
  }
}
