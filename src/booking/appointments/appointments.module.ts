import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/events.module.js';
import { BarbersModule } from '../barbers/barbers.module.js';
import { SlotsModule } from '../slots/slots.module.js';
import { UsersModule } from '../users/users.module.js';
import { AppointmentWrites } from './appointment.writes.js';
import { BookingAccess } from './booking.access.js';
import { BookingChangesService } from './booking-changes.service.js';
import { BookingService } from './booking.service.js';
import { BookingsController } from './bookings.controller.js';
import { BookingsQuery } from './bookings.query.js';
import { ConflictsController } from './conflicts.controller.js';
import { ConflictsService } from './conflicts.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { IntervalConflictsService } from './interval-conflicts.service.js';
import { SlotChoice } from './slot-choice.js';
import { WhereAndWhen } from './where-and-when.js';

/** Appointments: booked, moved, cancelled, listed, and what stands in their way. */
@Module({
  imports: [EventsModule, BarbersModule, SlotsModule, UsersModule],
  controllers: [ConflictsController, BookingsController],
  providers: [
    BookingService,
    BookingChangesService,
    BookingsQuery,
    BookingAccess,
    WhereAndWhen,
    SlotChoice,
    AppointmentWrites,
    IdempotencyService,
    ConflictsService,
    IntervalConflictsService,
  ],
  exports: [ConflictsService],
})
export class AppointmentsModule {}
