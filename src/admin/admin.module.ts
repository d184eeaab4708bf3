import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AuthModule } from '../auth/auth.module.js';
import { BookingModule } from '../booking/booking.module.js';
import { EventsModule } from '../events/events.module.js';
import { InvalidationModule } from '../invalidation/invalidation.module.js';
import { BarberSelection } from './barber-selection.js';
import { CacheInvalidation } from './cache-invalidation.service.js';
import { EntriesController } from './entries/entries.controller.js';
import { EntriesService } from './entries/entries.service.js';
import { EntryScan } from './entries/entry.scan.js';
import { InvalidationController } from './invalidation.controller.js';
import { MonitoringModule } from './monitoring/monitoring.module.js';
import { HotKeysController } from './usage/hot-keys.controller.js';
import { JobLock } from './usage/job.lock.js';
import { ReadJobs } from './usage/read.jobs.js';
import { UsageLog } from './usage/usage.log.js';
import { UsageRecorder } from './usage/usage.recorder.js';
import { ExpectedReads } from './warm-up/expected-reads.js';
import { LoadTimes } from './warm-up/load-times.js';
import { OpeningJob } from './warm-up/opening.job.js';
import { Openings } from './warm-up/openings.js';
import { RefreshJob } from './warm-up/refresh.job.js';
import { RefreshService } from './warm-up/refresh.service.js';
import { SlotLists } from './warm-up/slot-lists.js';
import { WarmUpController } from './warm-up/warm-up.controller.js';
import { WarmUpCron } from './warm-up/warm-up.cron.js';
import { WarmUpLock } from './warm-up/warm-up.lock.js';
import { WarmUpPlanner } from './warm-up/warm-up.planner.js';
import { WarmUpRecord } from './warm-up/warm-up.record.js';
import { WarmUpService } from './warm-up/warm-up.service.js';

/** The part of the API that is for operators: `/cache/*`. */
@Module({
  imports: [
    AuthModule,
    BookingModule,
    EventsModule,
    InvalidationModule,
    MonitoringModule,
    ScheduleModule.forRoot(),
  ],
  controllers: [EntriesController, HotKeysController, InvalidationController, WarmUpController],
  providers: [
    BarberSelection,
    CacheInvalidation,
    EntriesService,
    EntryScan,
    ExpectedReads,
    JobLock,
    LoadTimes,
    OpeningJob,
    Openings,
    ReadJobs,
    RefreshJob,
    RefreshService,
    SlotLists,
    UsageLog,
    UsageRecorder,
    WarmUpCron,
    WarmUpLock,
    WarmUpPlanner,
    WarmUpRecord,
    WarmUpService,
  ],
  exports: [CacheInvalidation],
})
export class AdminModule {}
