import { Controller, Get, Header, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../auth/caller.js';
import { MetricsRegistry } from './metrics.registry.js';

@ApiTags('Health')
@Public()
@Controller({ path: 'metrics', version: VERSION_NEUTRAL })
export class MetricsController {
  constructor(private readonly registry: MetricsRegistry) {}

  @Get()
  @ApiOperation({ summary: 'Get metrics for Prometheus', description: 'Of the instance that answers.' })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'Prometheus exposition format, version 0.0.4',
    schema: { type: 'string', example: 'cache_suspended 0' },
  })
  @Header('Cache-Control', 'no-store')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('Content-Type', this.registry.contentType);
    return this.registry.page();
  }
}
