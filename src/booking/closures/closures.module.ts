import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../../events/events.module.js';
import { CoverageModule } from '../affected/coverage.module.js';
import { InvalidationModule } from '../../invalidation/invalidation.module.js';
import { LocationClosure } from './closure.entity.js';
import { ClosuresController } from './closures.controller.js';
import { closuresDomain } from './closures.domain.js';
import { ClosuresService } from './closures.service.js';

/** Dates on which locations are closed, or open at other hours. */
@Module({
  imports: [
    EventsModule,
    CoverageModule,
    TypeOrmModule.forFeature([LocationClosure]),
    InvalidationModule.forFeature(closuresDomain),
  ],
  controllers: [ClosuresController],
  providers: [ClosuresService],
})
export class ClosuresModule {}
