import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/events.module.js';
import { InvalidationModule } from '../../invalidation/invalidation.module.js';
import { BarbersModule } from '../barbers/barbers.module.js';
import { SlotsModule } from '../slots/slots.module.js';
import { UsersModule } from '../users/users.module.js';
import { BarberCandidates } from './barber-candidates.js';
import { ShopLaneGuard } from './shop-lane.guard.js';
import { AppointmentWrites } from './appointment.writes.js';
import { AppointmentAccess } from './appointment.access.js';
import { AppointmentChangesService } from './appointment-changes.service.js';
import { appointmentsDomain } from './appointments.domain.js';
import { AppointmentsService } from './appointments.service.js';
import { AppointmentsController } from './appointments.controller.js';
import { AppointmentsQuery } from './appointments.query.js';
import { ConflictsController } from './conflicts.controller.js';
import { ConflictsService } from './conflicts.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { IntervalConflictsService } from './interval-conflicts.service.js';
import { SlotChoice } from './slot-choice.js';
import { BookingDefaults } from './booking-defaults.js';

/** Creating, changing, cancelling and listing appointments, and their conflicts. */
@Module({
  imports: [
    EventsModule,
    BarbersModule,
    SlotsModule,
    UsersModule,
    InvalidationModule.forFeature(appointmentsDomain),
  ],
  controllers: [ConflictsController, AppointmentsController],
  providers: [
    AppointmentsService,
    AppointmentChangesService,
    AppointmentsQuery,
    AppointmentAccess,
    BookingDefaults,
    BarberCandidates,
    ShopLaneGuard,
    SlotChoice,
    AppointmentWrites,
    IdempotencyService,
    ConflictsService,
    IntervalConflictsService,
  ],
  exports: [ConflictsService],
})
export class AppointmentsModule {}
