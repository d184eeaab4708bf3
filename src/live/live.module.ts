import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DaySheetModule } from '../booking/day/day-sheet.module.js';
import { SlotsModule } from '../booking/slots/slots.module.js';
import { EventsModule } from '../events/events.module.js';
import { HttpModule } from '../http/http.module.js';
import { InvalidationModule } from '../invalidation/invalidation.module.js';
import { LiveDay } from './live-day.js';
import { LiveController } from './live.controller.js';
import { LiveLists } from './live-lists.js';
import { LiveSources } from './live.sources.js';
import { LiveStreams } from './live-streams.js';

/** Streams that report changes of lists (rule 31). */
@Module({
  imports: [AuthModule, EventsModule, HttpModule, InvalidationModule, SlotsModule, DaySheetModule],
  controllers: [LiveController],
  providers: [LiveDay, LiveLists, LiveSources, LiveStreams],
})
export class LiveModule {}
