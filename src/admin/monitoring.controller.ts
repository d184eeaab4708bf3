import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Roles } from '../auth/caller.js';
import { reportMarkdown } from '../health/report.markdown.js';
import { type CacheReport, ReportService } from '../health/report.service.js';
import { type Trends, TrendsService } from '../health/trends.service.js';
import { type Utilization, UtilizationService } from '../health/utilization.service.js';
import { HoursQueryDto } from './cache.dto.js';

const answers = (example: object) => ApiOkResponse({ schema: { type: 'object', example } });

@ApiTags('Cache')
@Roles('admin')
@Controller('cache/monitoring')
export class MonitoringController {
  constructor(
    private readonly trendsService: TrendsService,
    private readonly utilizationService: UtilizationService,
    private readonly reports: ReportService,
  ) {}

  @Get('trends')
  @ApiOperation({ summary: 'What became of the cache over hours and days' })
  @answers({ hours: 24, samples: [], summary: {}, degradations: [] })
  trends(@Query() { hours }: HoursQueryDto): Promise<Trends> {
    return this.trendsService.trends(hours);
  }

  @Get('utilization')
  @ApiOperation({ summary: 'What is used of what there is, and when memory would be full' })
  @answers({ memory: { used: 1_000_000, available: 536_870_912, share: 0.002, fullAt: null }, keys: 120 })
  utilization(): Promise<Utilization> {
    return this.utilizationService.utilization();
  }

  @Get('report')
  @ApiOperation({
    summary: 'All of it with the measured effect of the cache',
    description: '`Accept: text/markdown` answers it as a page for people.',
  })
  @ApiProduces('application/json', 'text/markdown')
  @answers({ timestamp: '2027-03-14T13:00:00.000Z', effect: { readsServed: 100, databaseReadsSaved: 95 } })
  async report(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CacheReport | string> {
    const report = await this.reports.report();
    if (!/\btext\/markdown\b/.test(request.headers.accept ?? '')) return report;
    reply.header('Content-Type', 'text/markdown; charset=utf-8');
    return reportMarkdown(report);
  }
}
