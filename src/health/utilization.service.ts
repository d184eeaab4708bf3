import { Injectable } from '@nestjs/common';
import { Env } from '../config/env.js';
import { CacheStatsService, type RegionStats } from './cache-stats.service.js';
import { TrendsService } from './trends.service.js';

/** How much of something is used; `available` and `share` are `null` where there is no limit. */
interface Use {
  readonly used: number | null;
  readonly available: number | null;
  readonly share: number | null;
}

export interface Utilization {
  readonly memory: Use & { readonly fullAt: string | null };
  readonly l1: Use;
  readonly connections: Use;
  readonly keys: number | null;
  readonly regions: readonly Pick<RegionStats, 'name' | 'ttlSeconds' | 'hits' | 'misses' | 'hitRate'>[];
}

/** What is used of what there is, and when memory would be full. */
@Injectable()
export class UtilizationService {
  constructor(
    private readonly env: Env,
    private readonly stats: CacheStatsService,
    private readonly trends: TrendsService,
  ) {}

  async utilization(): Promise<Utilization> {
    const [{ redis, l1, regions }, fullAt] = await Promise.all([
      this.stats.stats(),
      this.trends.memoryFullAt(),
    ]);
    return {
      memory: { ...use(redis?.usedMemoryBytes ?? null, redis?.maxMemoryBytes ?? null), fullAt },
      l1: use(l1.bytes, l1.maxBytes),
      connections: use(redis?.connectedClients ?? null, this.env.CACHE_ALERT_CONNECTIONS),
      keys: redis?.keys ?? null,
      regions: regions.map(({ name, ttlSeconds, hits, misses, hitRate }) => ({
        name,
        ttlSeconds,
        hits,
        misses,
        hitRate,
      })),
    };
  }
}

function use(used: number | null, limit: number | null): Use {
  const available = limit === null || limit === 0 ? null : limit;
  return { used, available, share: used === null || available === null ? null : used / available };
}
