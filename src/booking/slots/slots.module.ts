import { Module } from '@nestjs/common';
import { HttpModule } from '../../http/http.module.js';
import { InvalidationModule } from '../../invalidation/invalidation.module.js';
import { PlacesModule } from '../places/places.module.js';
import { UsersModule } from '../users/users.module.js';
import { AppointmentAccess } from '../appointments/appointment.access.js';
import { BookableBarbers } from './bookable-barbers.js';
import { MovedAppointments } from './moved-appointments.js';
import { NextAvailableService } from './next-available.service.js';
import { OwnZone } from './own-zone.js';
import { SearchedDays } from './searched-days.js';
import { ShopCalendar } from './shop-calendar.js';
import { SlotCosts } from './slot-costs.js';
import { SlotDaysService } from './slot-days.service.js';
import { SlotQueryResolver } from './slot-query.resolver.js';
import { SlotsController } from './slots.controller.js';
import { slotsDomain } from './slots.domain.js';
import { StoredAnswers } from './stored-answers.js';
import { SlotsService } from './slots.service.js';

/** Slot queries, and the calendar that booking uses as well. */
@Module({
  imports: [HttpModule, PlacesModule, UsersModule, InvalidationModule.forFeature(slotsDomain)],
  controllers: [SlotsController],
  providers: [
    AppointmentAccess,
    BookableBarbers,
    MovedAppointments,
    OwnZone,
    SearchedDays,
    ShopCalendar,
    StoredAnswers,
    SlotCosts,
    SlotDaysService,
    SlotQueryResolver,
    SlotsService,
    NextAvailableService,
  ],
  exports: [AppointmentAccess, ShopCalendar, SlotsService, NextAvailableService],
})
export class SlotsModule {}
