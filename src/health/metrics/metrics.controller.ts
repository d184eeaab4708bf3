import { Controller, Get, Header, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../auth/caller.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { MetricsAccess } from './metrics.access.js';
import { MetricsRegistry } from './metrics.registry.js';

@ApiTags('Health')
@Public({ ignoresToken: true })
@Controller({ path: 'metrics', version: VERSION_NEUTRAL })
export class MetricsController {
  constructor(
    private readonly access: MetricsAccess,
    private readonly registry: MetricsRegistry,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Get metrics for Prometheus',
    description:
      'Of the instance that answers. With `METRICS_TOKEN`, send it as a bearer token; without it, a server in production ' +
      'answers only its own network. With `METRICS_PORT` they are at that port instead.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({
    description: 'Prometheus exposition format, version 0.0.4',
    schema: { type: 'string', example: 'cache_suspended 0' },
  })
  @Problems('unauthenticated', 'forbidden', 'not-found', 'rate-limited', 'internal-error')
  @Header('Cache-Control', 'no-store')
  async metrics(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.access.check({
      socketAddress: request.socket.remoteAddress,
      clientAddress: request.ip,
      authorization: request.headers.authorization,
    });
    const page = await this.registry.page();
    reply.header('Content-Type', this.registry.contentType);
    return page;
  }
}
