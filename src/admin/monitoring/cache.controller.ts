import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles } from '../../auth/caller.js';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { CacheHealthDto } from './cache-health.dto.js';
import { CacheHealthService } from './cache-health.service.js';
import { CacheAvailabilityDto, CacheStatsDto } from './cache-stats.dto.js';
import { CacheStatsService } from './cache-stats.service.js';
import { InstancesDto } from './instances.dto.js';
import { KeysSummaryDto } from './keys-summary.dto.js';
import { KeysSummaryService } from './keys-summary.service.js';
import { MetricsSampler } from './sampling/metrics.sampler.js';
import { Instances } from './sampling/instances.js';
import { AuditPageDto } from '../audit.dto.js';
import { AuditLog } from '../audit.log.js';
import { PageQueryDto } from '../cache.dto.js';

/** The operator's figures of the cache. Every route answers while Redis does not, and says so. */
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
  @ApiOperation({
    summary: 'Get whether reads are served from the cache',
    description: 'Of the instance that answers.',
  })
  @ApiOkResponse({ type: CacheAvailabilityDto })
  async availability(): Promise<CacheAvailabilityDto> {
    const { responseTimeMs } = await this.sampler.latest();
    const { available, mode } = this.status;
    return { available, mode, latencyMs: responseTimeMs?.p50 ?? null };
  }

  @Get('health')
  @Roles('admin')
  @ApiOperation({ summary: 'Get the cache’s health by its alert rules, and what to do' })
  @ApiOkResponse({ type: CacheHealthDto })
  health(): Promise<CacheHealthDto> {
    return this.healthService.report();
  }

  @Get('stats')
  @Roles('admin')
  @ApiOperation({ summary: 'Get the counters of the instance that answers, since its start' })
  @ApiOkResponse({ type: CacheStatsDto })
  stats(): Promise<CacheStatsDto> {
    return this.statsService.stats();
  }

  @Get('instances')
  @Roles('admin')
  @ApiOperation({ summary: 'List the instances that reported within the last minute' })
  @ApiOkResponse({ type: InstancesDto })
  async instances(): Promise<InstancesDto> {
    return { items: await this.fleet.list() };
  }

  @Get('audit')
  @Roles('admin')
  @ApiOperation({ summary: 'List who changed what about the cache, newest first' })
  @ApiOkResponse({ type: AuditPageDto })
  auditPage(@Query() { page }: PageQueryDto): Promise<AuditPageDto> {
    return this.audit.page(page);
  }

  @Get('keys/summary')
  @Roles('admin')
  @ApiOperation({ summary: 'Get how many keys and bytes the store holds, by region' })
  @ApiOkResponse({ type: KeysSummaryDto })
  keysSummary(): Promise<KeysSummaryDto> {
    return this.keys.summary();
  }
}
