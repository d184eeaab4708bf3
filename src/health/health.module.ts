import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AuthModule } from '../auth/auth.module.js';
import { EventsModule } from '../events/events.module.js';
import { HttpModule } from '../http/http.module.js';
import { CacheState } from './cache-state.js';
import { MetricsAccess } from './metrics/metrics.access.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MetricsRegistry } from './metrics/metrics.registry.js';
import { MetricsServer } from './metrics/metrics.server.js';
import { RequestDurations } from './metrics/request-durations.js';
import { ProbesController } from './probes.controller.js';
import { Telemetry } from './telemetry/telemetry.js';
import { ServicesHealth } from './services.health.js';

/** Probes for Kubernetes, and metrics for Prometheus. */
@Module({
  // On SIGTERM, readiness turns off first; Kubernetes then has this long to take the instance out of service.
  imports: [
    TerminusModule.forRoot({ logger: false, gracefulShutdownTimeoutMs: 3000 }),
    AuthModule,
    EventsModule,
    HttpModule,
  ],
  controllers: [ProbesController, MetricsController],
  providers: [
    ServicesHealth,
    MetricsRegistry,
    MetricsAccess,
    MetricsServer,
    RequestDurations,
    CacheState,
    Telemetry,
  ],
  exports: [CacheState],
})
export class HealthModule {}
