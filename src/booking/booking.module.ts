import { Module } from '@nestjs/common';
import { AppointmentsModule } from './appointments/appointments.module.js';
import { BarbersModule } from './barbers/barbers.module.js';
import { ClosuresModule } from './closures/closures.module.js';
import { ClientsModule } from './clients/clients.module.js';
import { DaySheetModule } from './day/day-sheet.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { ShopModule } from './shop/shop.module.js';
import { SlotsModule } from './slots/slots.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    ShopModule,
    ClosuresModule,
    BarbersModule,
    ClientsModule,
    SettingsModule,
    UsersModule,
    SlotsModule,
    AppointmentsModule,
    DaySheetModule,
  ],
  exports: [BarbersModule, SettingsModule, SlotsModule],
})
export class BookingModule {}
