import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../../events/events.module.js';
import { CoverageModule } from '../affected/coverage.module.js';
import { InvalidationModule } from '../../invalidation/invalidation.module.js';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityService } from './availability.service.js';
import { BarberAccess } from './barber.access.js';
import { Barber } from './barber.entity.js';
import { BarberOverride } from './barber-override.entity.js';
import { BarberWeek } from './barber-week.entity.js';
import { BarberRota } from './barber-rota.entity.js';
import { BarbersController } from './barbers.controller.js';
import { barbersDomain } from './barbers.domain.js';
import { BarbersService } from './barbers.service.js';
import { OverridesController } from './overrides.controller.js';
import { OverridesService } from './overrides.service.js';
import { RotaController } from './rota.controller.js';
import { RotaService } from './rota.service.js';
import { ScheduleController } from './schedule.controller.js';
import { ScheduleService } from './schedule.service.js';
import { TimeOffController } from './time-off.controller.js';
import { TimeOff } from './time-off.entity.js';
import { TimeOffService } from './time-off.service.js';
import { WorkingTimes } from './working-times.js';

/** Barbers: their accounts, availability, time off and daily schedules. */
@Module({
  imports: [
    EventsModule,
    CoverageModule,
    TypeOrmModule.forFeature([Barber, BarberOverride, BarberRota, BarberWeek, TimeOff]),
    InvalidationModule.forFeature(barbersDomain),
  ],
  controllers: [
    BarbersController,
    AvailabilityController,
    RotaController,
    OverridesController,
    TimeOffController,
    ScheduleController,
  ],
  providers: [
    BarberAccess,
    BarbersService,
    AvailabilityService,
    RotaService,
    OverridesService,
    TimeOffService,
    ScheduleService,
    WorkingTimes,
  ],
  exports: [BarberAccess, AvailabilityService, ScheduleService, WorkingTimes],
})
export class BarbersModule {}
