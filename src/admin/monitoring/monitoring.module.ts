import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { EventsModule } from '../../events/events.module.js';
import { HealthModule } from '../../health/health.module.js';
import { AuditLog } from '../audit.log.js';
import { CacheController } from './cache.controller.js';
import { CacheHealthService } from './cache-health.service.js';
import { CacheStatsService } from './cache-stats.service.js';
import { InvalidationLog } from './invalidation.log.js';
import { KeysSummaryService } from './keys-summary.service.js';
import { MonitoringController } from './monitoring.controller.js';
import { ReportService } from './report.service.js';
import { InstanceCounters } from './sampling/counters.js';
import { InstanceId } from './sampling/instance.id.js';
import { MetricsSampler } from './sampling/metrics.sampler.js';
import { Instances } from './sampling/instances.js';
import { SampleLog } from './sampling/sample.log.js';
import { TrendsService } from './trends.service.js';
import { UtilizationService } from './utilization.service.js';

/** Monitoring for operators: cache health and alerts, statistics, trends, reports and the audit trail. */
@Module({
  imports: [AuthModule, HealthModule, EventsModule],
  controllers: [CacheController, MonitoringController],
  providers: [
    AuditLog,
    CacheHealthService,
    MetricsSampler,
    CacheStatsService,
    InstanceCounters,
    InstanceId,
    Instances,
    InvalidationLog,
    KeysSummaryService,
    ReportService,
    SampleLog,
    TrendsService,
    UtilizationService,
  ],
  exports: [AuditLog],
})
export class MonitoringModule {}
