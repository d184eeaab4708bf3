import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { EventsModule } from '../../events/events.module.js';
import { InvalidationModule } from '../../invalidation/invalidation.module.js';
import { CoverageModule } from '../affected/coverage.module.js';
import { BarbersModule } from '../barbers/barbers.module.js';
import { SlotsModule } from '../slots/slots.module.js';
import { UsersModule } from '../users/users.module.js';
import { BarberCandidates } from './barber-candidates.js';
import { ShopLaneInterceptor } from './shop-lane.interceptor.js';
import { AppointmentWrites } from './appointment.writes.js';
import { ClientsModule } from '../clients/clients.module.js';
import { AppointmentClients } from './appointment-clients.js';
import { AppointmentMoves } from './appointment-moves.js';
import { AppointmentReplay } from './appointment.replay.js';
import { ClientHistoryController } from './client-history.controller.js';
import { ClientHistory } from './client-history.service.js';
import { ClientLimits } from './client-limits.service.js';
import { ClientRules } from './client-rules.service.js';
import { GuestAppointments } from './guests/guest-appointments.service.js';
import { GuestBookingsController } from './guests/guest-bookings.controller.js';
import { GuestLimits } from './guests/guest-limits.service.js';
import { GuestTokens } from './guests/guest-tokens.service.js';
import { HandoverController } from './handover.controller.js';
import { HandoverService } from './handover.service.js';
import { WalkInService } from './walk-in.service.js';
import { AppointmentChangesService } from './appointment-changes.service.js';
import { appointmentsDomain } from './appointments.domain.js';
import { AppointmentsService } from './appointments.service.js';
import { AppointmentsController } from './appointments.controller.js';
import { AppointmentsQuery } from './appointments.query.js';
import { ConflictsController } from './conflicts.controller.js';
import { ConflictsService } from './conflicts.service.js';
import { IntervalConflictsService } from './interval-conflicts.service.js';
import { SlotChoice } from './slot-choice.js';
import { BookingDefaults } from './booking-defaults.js';

/** Creating, changing, cancelling and listing appointments, and their conflicts. */
@Module({
  imports: [
    AuthModule,
    EventsModule,
    BarbersModule,
    ClientsModule,
    CoverageModule,
    SlotsModule,
    UsersModule,
    InvalidationModule.forFeature(appointmentsDomain),
  ],
  controllers: [
    ConflictsController,
    AppointmentsController,
    HandoverController,
    ClientHistoryController,
    GuestBookingsController,
  ],
  providers: [
    AppointmentsService,
    AppointmentChangesService,
    AppointmentsQuery,
    BookingDefaults,
    BarberCandidates,
    ShopLaneInterceptor,
    SlotChoice,
    AppointmentWrites,
    AppointmentClients,
    AppointmentMoves,
    AppointmentReplay,
    ClientHistory,
    ClientLimits,
    ClientRules,
    HandoverService,
    GuestAppointments,
    GuestLimits,
    GuestTokens,
    WalkInService,
    ConflictsService,
    IntervalConflictsService,
  ],
  exports: [ConflictsService],
})
export class AppointmentsModule {}
