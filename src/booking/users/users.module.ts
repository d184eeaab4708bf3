import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { EventsModule } from '../../events/events.module.js';
import { AccountErasure } from './account-erasure.service.js';
import { UserTimezoneService } from './user-timezone.service.js';
import { UsersController } from './users.controller.js';

/** What a person may know and change of the own account. */
@Module({
  imports: [AuthModule, ClientsModule, EventsModule],
  controllers: [UsersController],
  providers: [AccountErasure, UserTimezoneService],
  exports: [UserTimezoneService],
})
export class UsersModule {}
