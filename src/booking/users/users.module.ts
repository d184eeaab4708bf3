import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { EventsModule } from '../../events/events.module.js';
import { InvalidationModule } from '../../invalidation/invalidation.module.js';
import { UserTimezoneService } from './user-timezone.service.js';
import { UsersController } from './users.controller.js';
import { usersDomain } from './users.domain.js';

/** What a person may know and change of the own account. */
@Module({
  imports: [AuthModule, EventsModule, InvalidationModule.forFeature(usersDomain)],
  controllers: [UsersController],
  providers: [UserTimezoneService],
  exports: [UserTimezoneService],
})
export class UsersModule {}
