import { Inject, Injectable, Optional } from '@nestjs/common';
import { MemoryStore } from '../../cache/store/memory.store.js';
import { AlertSettings } from '../../config/settings.js';
import { CacheStatsService } from './cache-stats.service.js';
import { rounded } from './rounded.js';
import { KeysSummaryService } from './keys-summary.service.js';
import { TrendsService } from './trends.service.js';
import type { RegionUseDto, UseDto, UtilizationDto } from './utilization.dto.js';
import type { CacheStatsDto, RegionStatsDto, StatsScope } from './cache-stats.dto.js';
import type { KeysSummaryDto } from './keys-summary.dto.js';

/** Keys to scan; `/cache/keys/summary` scans more. */
const SCANNED_KEYS = 2000;

/** Reports how much memory and how many connections are in use, and when memory is expected to be full. */
@Injectable()
export class UtilizationService {
  constructor(
    private readonly settings: AlertSettings,
    private readonly stats: CacheStatsService,
    private readonly trends: TrendsService,
    private readonly keys: KeysSummaryService,
    @Optional() @Inject(MemoryStore) private readonly memory: MemoryStore | null,
  ) {}

  /** @throws DatabaseUnavailable */
  async utilization(scope: StatsScope = 'instance'): Promise<UtilizationDto> {
    const [{ redis, l1, regions }, found] = await Promise.all([
      this.stats.stats(scope),
      this.keys.summary(SCANNED_KEYS),
    ]);
    return {
      memory: await this.memoryUse(redis),
      l1: use(l1.bytes, l1.maxBytes),
      connections: {
        ...use(redis?.connectedClients ?? null, redis?.maxClients ?? null),
        threshold: this.settings.CACHE_ALERT_CONNECTIONS,
      },
      keys: this.memory === null ? (redis?.keys ?? null) : found.total,
      regions: regions.map((region) => useOf(region, found)),
      estimated: found.truncated,
    };
  }

  /** No prediction for a memory store: it is expected to fill up, and then evicts. */
  private async memoryUse(redis: CacheStatsDto['redis']): Promise<UtilizationDto['memory']> {
    const none = { fullAt: null, outlook: 'unknown' } as const;
    if (this.memory !== null) return { ...use(this.memory.bytes, this.memory.maxBytes), ...none };
    const { usedMemoryBytes: used = null, maxMemoryBytes: limit = null } = redis ?? {};
    if (used === null || limit === null) return { ...use(used, limit), ...none };
    if (limit === 0) return { ...use(used, limit), fullAt: null, outlook: 'unlimited' };
    return { ...use(used, limit), ...(await this.trends.memoryOutlook(used, limit)) };
  }
}

function useOf(region: RegionStatsDto, { available, patterns }: KeysSummaryDto): RegionUseDto {
  const { name, ttlSeconds, hits, misses, hitRate } = region;
  const found = available ? patterns.find((pattern) => pattern.region === name) : undefined;
  return { name, ttlSeconds, hits, misses, hitRate, keys: found?.keys ?? null, bytes: found?.bytes ?? null };
}

function use(used: number | null, limit: number | null): UseDto {
  const available = limit === null || limit === 0 ? null : limit;
  return {
    used,
    available,
    share: used === null || available === null ? null : rounded(used / available, 4),
  };
}
