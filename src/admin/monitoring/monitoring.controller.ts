import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Roles } from '../../auth/caller.js';
import { reportMarkdown } from './report.markdown.js';
import { type CacheReport, ReportService } from './report.service.js';
import { type Trends, TrendsService } from './trends.service.js';
import { type Utilization, UtilizationService } from './utilization.service.js';
import { Answers } from '../../http/openapi/answers.decorator.js';
import { REPORT, TRENDS, UTILIZATION } from '../answers.examples.js';
import { HoursQueryDto } from '../cache.dto.js';
import { preferredType } from '../preferred-type.js';

const MARKDOWN = 'text/markdown';

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
  @Answers<Trends>(TRENDS)
  trends(@Query() { hours }: HoursQueryDto): Promise<Trends> {
    return this.trendsService.trends(hours);
  }

  @Get('utilization')
  @ApiOperation({ summary: 'What is used of what there is, and when memory would be full' })
  @Answers<Utilization>(UTILIZATION)
  utilization(): Promise<Utilization> {
    return this.utilizationService.utilization();
  }

  @Get('report')
  @ApiOperation({
    summary: 'All of it with the measured effect of the cache',
    description: '`Accept: text/markdown` answers it as a page for people.',
  })
  @Answers<CacheReport>(REPORT, { [MARKDOWN]: '# Cache report' })
  async report(
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CacheReport | string> {
    const report = await this.reports.report();
    if (preferredType(accept, ['application/json', MARKDOWN]) !== MARKDOWN) return report;
    reply.header('Content-Type', `${MARKDOWN}; charset=utf-8`);
    return reportMarkdown(report);
  }
}
