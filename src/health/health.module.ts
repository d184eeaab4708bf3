import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { EventsModule } from '../events/events.module.js';
import { CacheHealthService } from './cache-health.service.js';
import { CacheState } from './cache-state.js';
import { CacheStatsService } from './cache-stats.service.js';
import { DatabaseProbe } from './database.probe.js';
import { KeysSummaryService } from './keys-summary.service.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MetricsRegistry } from './metrics/metrics.registry.js';
import { RequestDurations } from './metrics/request-durations.js';
import { OperatorDatabase } from './operator.database.js';
import { ProbesController } from './probes.controller.js';
import { ReportService } from './report.service.js';
import { CacheSampler } from './sampling/cache.sampler.js';
import { Instances } from './sampling/instances.js';
import { SampleLog } from './sampling/sample.log.js';
import { ServicesHealth } from './services.health.js';
import { TrendsService } from './trends.service.js';
import { UtilizationService } from './utilization.service.js';

/** Probes for Kubernetes, and what they and the operator's pages are answered from. */
@Module({
  // On SIGTERM readiness goes first; Kubernetes has this long to take the instance out before it stops accepting.
  imports: [TerminusModule.forRoot({ logger: false, gracefulShutdownTimeoutMs: 3000 }), EventsModule],
  controllers: [ProbesController, MetricsController],
  providers: [
    DatabaseProbe,
    OperatorDatabase,
    ServicesHealth,
    MetricsRegistry,
    RequestDurations,
    CacheState,
    CacheSampler,
    SampleLog,
    Instances,
    CacheStatsService,
    CacheHealthService,
    TrendsService,
    KeysSummaryService,
    UtilizationService,
    ReportService,
  ],
  exports: [
    CacheState,
    OperatorDatabase,
    CacheSampler,
    Instances,
    CacheStatsService,
    CacheHealthService,
    TrendsService,
    KeysSummaryService,
    UtilizationService,
    ReportService,
  ],
})
export class HealthModule {}
