import { Module } from '@nestjs/common';
import { AppointmentsModule } from './appointments/appointments.module.js';
import { BarbersModule } from './barbers/barbers.module.js';
import { ClientsModule } from './clients/clients.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { ShopModule } from './shop/shop.module.js';
import { SlotsModule } from './slots/slots.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    ShopModule,
    BarbersModule,
    ClientsModule,
    SettingsModule,
    UsersModule,
    SlotsModule,
    AppointmentsModule,
  ],
  exports: [BarbersModule, SettingsModule, SlotsModule],
})
export class BookingModule {}
