import {
  Controller,
  Get,
  HttpStatus,
  Res,
  ServiceUnavailableException,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckStatus, type HealthIndicatorResult } from '@nestjs/terminus';
import type { DatabaseState } from '../database/database.probe.js';
import type { FastifyReply } from 'fastify';
import { HasOne, HasOneOf, HasText } from '../http/openapi/answer-fields.js';
import { Public } from '../auth/caller.js';
import { Clock } from '../config/clock.js';
import { CacheState } from './cache-state.js';
import { ServicesHealth } from './services.health.js';

class ServiceStates {
  @HasOneOf(['healthy', 'read-only', 'unavailable'])
  database!: 'healthy' | 'read-only' | 'unavailable';

  @HasOneOf(['healthy', 'unavailable'])
  cache!: 'healthy' | 'unavailable';
}

/** The state of the instance and of its dependencies. */
export class HealthReport {
  @HasOneOf(['healthy', 'degraded', 'unhealthy', 'shutting_down'])
  status!: 'healthy' | 'degraded' | 'unhealthy' | 'shutting_down';

  @HasText('2027-03-14T13:00:00.000Z')
  timestamp!: string;

  @HasOne(() => ServiceStates)
  services!: ServiceStates;
}

class Alive {
  @HasText('alive')
  status!: 'alive';
}

const UNAVAILABLE = 'The database is not available, or the server is shutting down';

const STATUS: Record<HealthCheckStatus, HealthReport['status']> = {
  ok: 'healthy',
  degraded: 'degraded',
  error: 'unhealthy',
  shutting_down: 'shutting_down',
};

const DATABASE: Record<DatabaseState, ServiceStates['database']> = {
  available: 'healthy',
  'read-only': 'read-only',
  unavailable: 'unavailable',
};

/** Probes for Kubernetes. They answer from the samplers' latest values, so a probe never waits for a dependency. */
@ApiTags('Health')
@Public()
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class ProbesController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly services: ServicesHealth,
    private readonly cache: CacheState,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Get the state of the server, its database and its cache',
    description: 'For people and monitoring; the probes for Kubernetes are listed below.',
  })
  @ApiOkResponse({
    type: HealthReport,
    description:
      'healthy, or degraded: the cache is not available and reads bypass it, or the database takes no changes. An instance with CACHE_ENABLED=false is not degraded',
  })
  @ApiServiceUnavailableResponse({
    type: HealthReport,
    description: UNAVAILABLE,
  })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return this.report(reply, () => this.services.database());
  }

  private async report(
    reply: FastifyReply,
    database: () => HealthIndicatorResult<'database'>,
  ): Promise<HealthReport> {
    const status = STATUS[await this.terminusStatus(database)];
    if (status === 'unhealthy' || status === 'shutting_down') reply.code(HttpStatus.SERVICE_UNAVAILABLE);
    reply.header('Cache-Control', 'no-store');
    return {
      status,
      timestamp: new Date(this.clock.now()).toISOString(),
      services: {
        database: DATABASE[this.services.databaseState],
        cache: this.cache.available ? 'healthy' : 'unavailable',
      },
    };
  }

  @Get('live')
  @ApiOperation({
    summary: 'Liveness probe',
    description: 'Succeeds while the process can answer; it checks no dependency.',
  })
  @ApiOkResponse({ type: Alive })
  live(): Alive {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Readiness probe',
    description:
      '503 while shutting down, and without the database unless reads are served from the cache meanwhile; 200 `degraded` without ' +
      'the cache, or while the database is away or takes no changes.',
  })
  @ApiOkResponse({ type: HealthReport })
  @ApiServiceUnavailableResponse({ type: HealthReport, description: UNAVAILABLE })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return this.report(reply, () => this.services.databaseOrHits());
  }

  @Get('startup')
  @ApiOperation({
    summary: 'Startup probe',
    description: 'Answers once migrations have run and the server listens.',
  })
  @ApiOkResponse({ type: HealthReport })
  @ApiServiceUnavailableResponse({ type: HealthReport, description: UNAVAILABLE })
  async startup(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return this.health(reply);
  }

  /** Terminus throws an exception for 503; only the status in it matters here. */
  private async terminusStatus(
    database: () => HealthIndicatorResult<'database'>,
  ): Promise<HealthCheckStatus> {
    try {
      const result = await this.checks.check([database, () => this.services.cache()]);
      return result.status;
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return (error.getResponse() as { status: HealthCheckStatus }).status;
    }
  }
}
