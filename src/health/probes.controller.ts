import {
  Controller,
  Get,
  HttpStatus,
  Res,
  ServiceUnavailableException,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckStatus } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/caller.js';
import { Clock } from '../config/clock.js';
import { CacheState } from './cache-state.js';
import { ServicesHealth } from './services.health.js';

class ServiceStates {
  @ApiProperty({ enum: ['healthy', 'unavailable'], example: 'healthy' })
  database!: 'healthy' | 'unavailable';

  @ApiProperty({ enum: ['healthy', 'unavailable'], example: 'healthy' })
  cache!: 'healthy' | 'unavailable';
}

/** The state of the instance and of what it stands on. */
export class HealthReport {
  @ApiProperty({ enum: ['healthy', 'degraded', 'unhealthy', 'shutting_down'], example: 'healthy' })
  status!: 'healthy' | 'degraded' | 'unhealthy' | 'shutting_down';

  @ApiProperty({ example: '2027-03-14T13:00:00.000Z' })
  timestamp!: string;

  @ApiProperty({ type: ServiceStates })
  services!: ServiceStates;
}

class Alive {
  @ApiProperty({ example: 'alive' })
  status!: 'alive';
}

const STATUS: Record<HealthCheckStatus, HealthReport['status']> = {
  ok: 'healthy',
  degraded: 'degraded',
  error: 'unhealthy',
  shutting_down: 'shutting_down',
};

/** What Kubernetes asks. Every answer is the samplers' last word: a probe waits for nothing and costs nothing. */
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
  @ApiOperation({ summary: 'The state of the server, its database and its cache' })
  @ApiOkResponse({
    type: HealthReport,
    description:
      'Healthy, or degraded: the cache is away and reads go past it. An instance with CACHE_ENABLED=false has no cache and is not degraded',
  })
  @ApiServiceUnavailableResponse({
    type: HealthReport,
    description: 'The database is away, or the server is stopping',
  })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const status = STATUS[await this.terminusStatus()];
    if (status === 'unhealthy' || status === 'shutting_down') reply.code(HttpStatus.SERVICE_UNAVAILABLE);
    reply.header('Cache-Control', 'no-store');
    return {
      status,
      timestamp: new Date(this.clock.now()).toISOString(),
      services: {
        database: this.services.database().database.status === 'up' ? 'healthy' : 'unavailable',
        cache: this.cache.available ? 'healthy' : 'unavailable',
      },
    };
  }

  @Get('live')
  @ApiOperation({ summary: 'Liveness: the process answers. Touches nothing' })
  @ApiOkResponse({ type: Alive })
  live(): Alive {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Readiness: 503 without the database and while shutting down, 200 degraded without the cache',
  })
  @ApiOkResponse({ type: HealthReport })
  @ApiServiceUnavailableResponse({ type: HealthReport })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return this.health(reply);
  }

  @Get('startup')
  @ApiOperation({ summary: 'Startup: answers once migrations have run and the server listens' })
  @ApiOkResponse({ type: HealthReport })
  @ApiServiceUnavailableResponse({ type: HealthReport })
  async startup(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return this.health(reply);
  }

  /** Terminus throws what it would have answered with 503; its status is all we need of it. */
  private async terminusStatus(): Promise<HealthCheckStatus> {
    try {
      const result = await this.checks.check([() => this.services.database(), () => this.services.cache()]);
      return result.status;
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return (error.getResponse() as { status: HealthCheckStatus }).status;
    }
  }
}
