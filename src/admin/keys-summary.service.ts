import { Inject, Injectable, Optional } from '@nestjs/common';
import { CacheableExplorer } from '../cache/cacheable.explorer.js';
import { RedisLink } from '../cache/redis.link.js';
import { Env } from '../config/env.js';

export interface PatternSummary {
  readonly pattern: string;
  /** `null` for what is no region's: tokens, leases. */
  readonly region: string | null;
  readonly ttlSeconds: number | null;
  readonly keys: number;
  readonly bytes: number;
  /** Of all bytes, 0…1. */
  readonly share: number;
}

export interface KeysSummary {
  readonly total: number;
  /** Whether there are more keys than were looked at. */
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

/** What lies in Redis, on all nodes of a cluster, by region. Looks in bounded steps (SCAN, never KEYS) at up to 200,000 keys. */
@Injectable()
export class KeysSummaryService {
  private readonly namespace: string;

  constructor(
    private readonly env: Env,
    private readonly explorer: CacheableExplorer,
    @Optional() @Inject(RedisLink) private readonly redis: RedisLink | null,
  ) {
    this.namespace = env.CACHE_NAMESPACE;
  }

  /** Without Redis, or while it does not answer, all counts are 0. */
  async summary(): Promise<KeysSummary> {
    const kinds = this.kinds();
    const found = new Map(kinds.map(({ prefix }) => [prefix, { keys: 0, bytes: 0 }]));
    let total = 0;
    let truncated = false;
    try {
      for await (const page of this.pages()) {
        total += page.length;
        for (const [key, bytes] of page) {
          const name = key.slice(key.indexOf('}:') + 2);
          const counted = found.get(kinds.find(({ prefix }) => name.startsWith(prefix))?.prefix ?? '');
          if (counted === undefined) continue;
          counted.keys++;
          counted.bytes += bytes;
        }
        truncated = total >= MOST_KEYS;
        if (truncated) break;
      }
    } catch {
      // Redis went away while we looked: what was counted is what is known. The answer's headers say that it is away.
      truncated = true;
    }
    const bytes = [...found.values()].reduce((sum, counted) => sum + counted.bytes, 0);
    const patterns = kinds.map(({ pattern, region, ttlSeconds, prefix }) => {
      const counted = found.get(prefix) ?? { keys: 0, bytes: 0 };
      return { pattern, region, ttlSeconds, ...counted, share: bytes === 0 ? 0 : counted.bytes / bytes };
    });
    return { total, truncated, patterns };
  }

  private kinds(): Kind[] {
    const regions = [...this.explorer.reads.values()].map(({ region }) => ({
      pattern: region.pattern,
      region: region.name,
      ttlSeconds: this.env[region.ttlSetting],
      prefix: `${region.pattern.split(':')[0]}:`,
    }));
    const others = ['tag:', 'lease:'].map((prefix) => ({
      pattern: `${prefix}*`,
      region: null,
      ttlSeconds: null,
      prefix,
    }));
    return [...regions, ...others];
  }

  private async *pages(): AsyncGenerator<[key: string, bytes: number][]> {
    for (const client of this.redis?.clients ?? []) {
      let cursor = '0';
      do {
        const [next, keys] = await client.scan(cursor, 'MATCH', `${this.namespace}:{*`, 'COUNT', STEP);
        cursor = next;
        const sizes = await Promise.all(keys.map((key) => client.memory('USAGE', key, 'SAMPLES', 0)));
        yield keys.map((key, index) => [key, sizes[index] ?? 0]);
      } while (cursor !== '0');
    }
  }
}
