import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { EventsModule } from '../../events/events.module.js';
import { UserTimezoneService } from './user-timezone.service.js';
import { UsersController } from './users.controller.js';

/** What a person may know and change of the own account. */
@Module({
  imports: [AuthModule, EventsModule],
  controllers: [UsersController],
  providers: [UserTimezoneService],
  exports: [UserTimezoneService],
})
export class UsersModule {}
