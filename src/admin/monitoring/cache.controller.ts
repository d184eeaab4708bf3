import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../../auth/caller.js';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { CacheHealthService, type CacheHealthReport } from './cache-health.service.js';
import { type CacheStats, CacheStatsService } from './cache-stats.service.js';
import { type KeysSummary, KeysSummaryService } from './keys-summary.service.js';
import { MetricsSampler } from './sampling/metrics.sampler.js';
import { type Instance, Instances } from './sampling/instances.js';
import { Answers } from '../../http/openapi/answers.decorator.js';
import { oneOf, orNull } from '../../http/openapi/example.js';
import type { Items } from '../../http/openapi/items.decorator.js';
import { AUDIT, HEALTH, INSTANCES, KEYS, MODES, STATS } from '../answers.examples.js';
import { AuditLog, type AuditPage } from '../audit.log.js';
import { PageQueryDto } from '../cache.dto.js';

interface Availability {
  readonly available: boolean;
  readonly mode: 'redis' | 'memory' | 'off';
  /** Median of real operations lately; `null` without any. */
  readonly latencyMs: number | null;
}

/** What the operator asks of the cache. Everything answers while Redis is away, and says so. */
@ApiTags('Cache')
@Controller('cache')
export class CacheController {
  constructor(
    private readonly status: CacheStatus,
    private readonly sampler: MetricsSampler,
    private readonly healthService: CacheHealthService,
    private readonly statsService: CacheStatsService,
    private readonly fleet: Instances,
    private readonly audit: AuditLog,
    private readonly keys: KeysSummaryService,
  ) {}

  @Get('availability')
  @ApiOperation({ summary: 'Whether reads are served from the cache' })
  @Answers<Availability>({ available: true, mode: oneOf(...MODES), latencyMs: orNull(0.4) })
  async availability(): Promise<Availability> {
    const { responseTimeMs } = await this.sampler.latest();
    const { available, mode } = this.status;
    return { available, mode, latencyMs: responseTimeMs?.p50 ?? null };
  }

  @Get('health')
  @Roles('admin')
  @ApiOperation({ summary: 'The cache’s health by its alert rules, and what to do' })
  @Answers<CacheHealthReport>(HEALTH)
  health(): Promise<CacheHealthReport> {
    return this.healthService.report();
  }

  @Get('stats')
  @Roles('admin')
  @ApiOperation({ summary: 'The counters of the instance that answers, since its start' })
  @Answers<CacheStats>(STATS)
  stats(): Promise<CacheStats> {
    return this.statsService.stats();
  }

  @Get('instances')
  @Roles('admin')
  @ApiOperation({ summary: 'The instances that were seen within the last minute' })
  @Answers<Items<Instance>>(INSTANCES)
  async instances(): Promise<Items<Instance>> {
    return { items: await this.fleet.list() };
  }

  @Get('audit')
  @Roles('admin')
  @ApiOperation({ summary: 'Who changed what about the cache, newest first' })
  @Answers<AuditPage>(AUDIT)
  auditPage(@Query() { page }: PageQueryDto): Promise<AuditPage> {
    return this.audit.page(page);
  }

  @Get('keys/summary')
  @Roles('admin')
  @ApiOperation({ summary: 'What lies in the store, by region' })
  @Answers<KeysSummary>(KEYS)
  keysSummary(): Promise<KeysSummary> {
    return this.keys.summary();
  }
}
