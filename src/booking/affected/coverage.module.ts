import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/events.module.js';
import { HttpModule } from '../../http/http.module.js';
import { AffectedReplay } from './affected.replay.js';
import { Coverage } from './coverage.service.js';

/** Which appointments a change of working hours leaves uncovered. */
@Module({ imports: [EventsModule, HttpModule], providers: [AffectedReplay, Coverage], exports: [Coverage] })
export class CoverageModule {}
