import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../auth/caller.js';
import { CacheStatus } from '../cache/cache-status.js';
import { CacheHealthService, type CacheHealthReport } from '../health/cache-health.service.js';
import { type CacheStats, CacheStatsService } from '../health/cache-stats.service.js';
import { type KeysSummary, KeysSummaryService } from '../health/keys-summary.service.js';
import { CacheSampler } from '../health/sampling/cache.sampler.js';
import { type Instance, Instances } from '../health/sampling/instances.js';
import type { Items } from '../http/openapi/items.decorator.js';
import { AuditLog, type AuditPage } from './audit.log.js';
import { PageQueryDto } from './cache.dto.js';

interface Availability {
  readonly available: boolean;
  readonly mode: 'redis' | 'memory' | 'off';
  /** Median of real operations lately; `null` without any. */
  readonly latencyMs: number | null;
}

const answers = (example: object) => ApiOkResponse({ schema: { type: 'object', example } });

/** What the operator asks of the cache. Everything answers while Redis is away, and says so. */
@ApiTags('Cache')
@Controller('cache')
export class CacheController {
  constructor(
    private readonly status: CacheStatus,
    private readonly sampler: CacheSampler,
    private readonly healthService: CacheHealthService,
    private readonly statsService: CacheStatsService,
    private readonly fleet: Instances,
    private readonly audit: AuditLog,
    private readonly keys: KeysSummaryService,
  ) {}

  @Get('availability')
  @ApiOperation({ summary: 'Whether reads are served from the cache' })
  @answers({ available: true, mode: 'redis', latencyMs: 0.4 })
  async availability(): Promise<Availability> {
    const { responseTimeMs } = await this.sampler.latest();
    const { available, mode } = this.status;
    return { available, mode, latencyMs: responseTimeMs?.p50 ?? null };
  }

  @Get('health')
  @Roles('admin')
  @ApiOperation({ summary: 'The cache’s health by its alert rules, and what to do' })
  @answers({
    status: 'healthy',
    timestamp: '2027-03-14T13:00:00.000Z',
    metrics: [
      {
        name: 'availability',
        value: 1,
        unit: 'boolean',
        status: 'healthy',
        threshold: 1,
        message: 'The cache answers',
      },
    ],
    recommendations: [],
  })
  health(): Promise<CacheHealthReport> {
    return this.healthService.report();
  }

  @Get('stats')
  @Roles('admin')
  @ApiOperation({ summary: 'The counters of the instance that answers, since its start' })
  @answers({ mode: 'redis', hits: 95, misses: 5, hitRate: 0.95, loads: 5, bypasses: 0, regions: [] })
  stats(): Promise<CacheStats> {
    return this.statsService.stats();
  }

  @Get('instances')
  @Roles('admin')
  @ApiOperation({ summary: 'The instances that were seen within the last minute' })
  @answers({
    items: [{ id: '0b0c…', version: '0.1.0', mode: 'redis', suspended: false, requests: 100, hitRate: 0.9 }],
  })
  async instances(): Promise<Items<Instance>> {
    return { items: await this.fleet.list() };
  }

  @Get('audit')
  @Roles('admin')
  @ApiOperation({ summary: 'Who changed what about the cache, newest first' })
  @answers({ items: [{ id: 1, userId: 1, action: 'invalidate all-slots' }], page: 1, pageSize: 50, total: 1 })
  auditPage(@Query() { page }: PageQueryDto): Promise<AuditPage> {
    return this.audit.page(page);
  }

  @Get('keys/summary')
  @Roles('admin')
  @ApiOperation({ summary: 'What lies in the store, by region' })
  @answers({
    available: true,
    total: 1,
    scanned: 1,
    truncated: false,
    patterns: [
      {
        pattern: 'user_tz:user_{id}',
        region: 'user timezone',
        ttlSeconds: 3600,
        keys: 1,
        bytes: 200,
        share: 1,
      },
    ],
  })
  keysSummary(): Promise<KeysSummary> {
    return this.keys.summary();
  }
}
