import { Module } from '@nestjs/common';
import { BookingModule } from '../booking/booking.module.js';
import { CacheShards } from '../booking/shards.cache.js';
import { HealthModule } from '../health/health.module.js';
import { AuditLog } from './audit.log.js';
import { CacheController } from './cache.controller.js';
import { CacheInvalidation } from './cache-invalidation.service.js';
import { DashboardFiles } from './dashboard.files.js';
import { InvalidationController } from './invalidation.controller.js';
import { KeysSummaryService } from './keys-summary.service.js';
import { MonitoringController } from './monitoring.controller.js';

/** The operator's part of the API: `/cache/*`. */
@Module({
  imports: [BookingModule, HealthModule],
  controllers: [CacheController, MonitoringController, InvalidationController],
  providers: [AuditLog, CacheInvalidation, CacheShards, DashboardFiles, KeysSummaryService],
  exports: [CacheInvalidation],
})
export class AdminModule {}
