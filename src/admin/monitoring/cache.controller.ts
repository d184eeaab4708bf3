import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Right } from '../../auth/caller.js';
import { CacheStatus } from '../../cache/store/cache-status.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { CacheHealthDto } from './cache-health.dto.js';
import { CacheHealthService } from './cache-health.service.js';
import { CacheAvailabilityDto, CacheStatsDto } from './cache-stats.dto.js';
import { CacheStatsService } from './cache-stats.service.js';
import { InstancesDto } from './instances.dto.js';
import { KeysSummaryDto } from './keys-summary.dto.js';
import { KeysSummaryService } from './keys-summary.service.js';
import { SharedResult } from './shared-result.js';
import { rounded } from './rounded.js';
import { MetricsSampler } from './sampling/metrics.sampler.js';
import { Instances } from './sampling/instances.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { type AuditEntryDto, AuditPageDto } from '../audit.dto.js';
import { AuditLog } from '../audit.log.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { AuditQueryDto, StatsQueryDto } from '../cache.dto.js';

/** The operator's figures of the cache. Every route answers while Redis does not, and says so. */
@ApiTags('Cache')
@Controller('cache')
export class CacheController {
  private readonly summaries: SharedResult<KeysSummaryDto>;

  constructor(
    private readonly status: CacheStatus,
    private readonly sampler: MetricsSampler,
    private readonly healthService: CacheHealthService,
    private readonly statsService: CacheStatsService,
    private readonly fleet: Instances,
    private readonly audit: AuditLog,
    keys: KeysSummaryService,
  ) {
    this.summaries = new SharedResult(async () => keys.summary());
  }

  @Get('availability')
  @Right('cache.state')
  @ApiOperation({
    summary: 'Get whether reads are served from the cache',
    description: 'Of the instance that answers.',
  })
  @ApiOkResponse({ type: CacheAvailabilityDto })
  async availability(): Promise<CacheAvailabilityDto> {
    const { responseTimeMs } = await this.sampler.latest();
    const { available, mode } = this.status;
    return { available, mode, latencyMs: rounded(responseTimeMs?.p50 ?? null, 3) };
  }

  @Get('health')
  @Right('cache.operate')
  @ApiOperation({
    summary: 'Get the cache’s health by its alert rules, and what to do',
    description:
      'Of the instance that answers. A metric of which nothing was measured is `unknown`, never `healthy`.',
  })
  @ApiOkResponse({ type: CacheHealthDto })
  health(): Promise<CacheHealthDto> {
    return this.healthService.report();
  }

  @Get('stats')
  @Right('cache.operate')
  @ApiOperation({
    summary: 'Get the counters of the instance that answers, or of all instances, since their start',
    description:
      'Of the fleet, the instance that answers counts as of now, every other one as of its last report, which is up to 10 s old while it runs; `ageSeconds` is the age of the oldest. An instance that has ended leaves the sum within a minute.',
  })
  @ApiOkResponse({ type: CacheStatsDto })
  @Problems('not-found')
  stats(@Query() { scope, instance }: StatsQueryDto): Promise<CacheStatsDto> {
    return this.statsService.stats(scope, instance);
  }

  @Get('instances')
  @Right('cache.operate')
  @ApiOperation({ summary: 'List the instances that reported within the last minute' })
  @ApiOkResponse({ type: InstancesDto })
  async instances(): Promise<InstancesDto> {
    return { items: await this.fleet.list() };
  }

  @Get('audit')
  @PrivateAnswer()
  @Right('cache.operate')
  @ApiOperation({
    summary: 'List who changed what about the cache, newest first',
    description:
      'A part of the audit, which `GET /api/v1/audit` has as a whole. With `limit` or `cursor`, page by page.',
  })
  @ApiOkResponse({ type: AuditPageDto })
  auditPage(@Query() query: AuditQueryDto): Promise<AuditPageDto | ListPage<AuditEntryDto>> {
    return this.audit.page(query);
  }

  @Get('keys/summary')
  @Right('cache.operate')
  @ApiOperation({ summary: 'Get how many keys and bytes the store holds, by region' })
  @ApiOkResponse({ type: KeysSummaryDto })
  keysSummary(): Promise<KeysSummaryDto> {
    return this.summaries.get();
  }
}
