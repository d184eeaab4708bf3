import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../events/events.module.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokens } from './access-tokens.js';
import { AdminAccount } from './admin-account.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { LoginLimits } from './login-limits.js';
import { User } from './user.entity.js';
import { Users } from './users.js';

/** Accounts, access tokens, and the guard of all routes. */
@Module({
  imports: [EventsModule, TypeOrmModule.forFeature([User])],
  controllers: [AuthController],
  providers: [
    AuthService,
    AdminAccount,
    Users,
    LoginLimits,
    AccessTokens,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Users],
})
export class AuthModule {}
