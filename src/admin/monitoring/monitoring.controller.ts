import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Right } from '../../auth/caller.js';
import { reportMarkdown } from './report.markdown.js';
import { CacheReportDto } from './report.dto.js';
import { ReportService } from './report.service.js';
import { InvalidationLog } from './invalidation.log.js';
import { InvalidationsDto } from './invalidations.dto.js';
import { RegionTrendsDto, TrendsDto } from './trends.dto.js';
import { TrendsService } from './trends.service.js';
import { UtilizationDto } from './utilization.dto.js';
import { UtilizationService } from './utilization.service.js';
import { Answers } from '../../http/openapi/answers.decorator.js';
import { HoursQueryDto, NewestQueryDto, ScopeQueryDto } from '../cache.dto.js';
import { preferredType } from '../preferred-type.js';

const MARKDOWN = 'text/markdown';

@ApiTags('Cache')
@Right('cache.operate')
@Controller('cache/monitoring')
export class MonitoringController {
  constructor(
    private readonly trendsService: TrendsService,
    private readonly utilizationService: UtilizationService,
    private readonly reports: ReportService,
    private readonly changes: InvalidationLog,
  ) {}

  @Get('trends')
  @ApiOperation({ summary: 'Get how the cache’s metrics developed' })
  @ApiOkResponse({ type: TrendsDto })
  trends(@Query() { hours, instance }: HoursQueryDto): Promise<TrendsDto> {
    return this.trendsService.trends(hours, instance);
  }

  @Get('regions')
  @ApiOperation({ summary: 'Get how often each region was read, and served from the cache, over time' })
  @ApiOkResponse({ type: RegionTrendsDto })
  regions(@Query() { hours, instance }: HoursQueryDto): Promise<RegionTrendsDto> {
    return this.trendsService.regions(hours, instance);
  }

  @Get('invalidations')
  @ApiOperation({
    summary: 'List the last changes of the database that invalidated entries, newest first',
    description:
      'Of the whole fleet and of the last five minutes: changes that were published longer ago are deleted.',
  })
  @ApiOkResponse({ type: InvalidationsDto })
  async invalidations(@Query() { limit }: NewestQueryDto): Promise<InvalidationsDto> {
    return { items: await this.changes.newest(limit) };
  }

  @Get('utilization')
  @ApiOperation({ summary: 'Get how much of memory and connections is used, and when memory will be full' })
  @ApiOkResponse({ type: UtilizationDto })
  utilization(@Query() { scope }: ScopeQueryDto): Promise<UtilizationDto> {
    return this.utilizationService.utilization(scope);
  }

  @Get('report')
  @ApiOperation({
    summary: 'Get a report of everything above and of what the cache saved',
    description: 'With `Accept: text/markdown` the report is a text for people.',
  })
  @Answers(CacheReportDto, { [MARKDOWN]: '# Cache report' })
  async report(
    @Query() { scope }: ScopeQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CacheReportDto | string> {
    const report = await this.reports.report(scope);
    // Beside `Origin`.
    reply.header('Vary', [reply.getHeader('Vary') ?? [], 'Accept'].flat().join(', '));
    if (preferredType(accept, ['application/json', MARKDOWN]) !== MARKDOWN) return report;
    reply.header('Content-Type', `${MARKDOWN}; charset=utf-8`);
    return reportMarkdown(report);
  }
}
