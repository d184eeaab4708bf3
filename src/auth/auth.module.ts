import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../events/events.module.js';
import { InvalidationModule } from '../invalidation/invalidation.module.js';
import { AccountReplay } from './account/account.replay.js';
import { AccountsAdmin } from './account/accounts.admin.js';
import { AccountsController } from './account/accounts.controller.js';
import { OwnAccount } from './account/own-account.js';
import { OwnAccountController } from './account/own-account.controller.js';
import { RemainingAdmins } from './account/remaining-admins.js';
import { Accounts } from './account/accounts.js';
import { accountsDomain } from './account/accounts.domain.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokens } from './access-tokens.js';
import { AdminAccount } from './admin-account.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { FleetCounters } from '../http/limits/fleet-counter.js';
import { LoginFailures } from './login-failures.js';
import { LoginLimits } from './login-limits.js';
import { LoginPlaces } from './login-places.js';
import { LinkTokens } from './mail/link-tokens.js';
import { MailLimits } from './mail/mail.limits.js';
import { MailLinks } from './mail/mail-links.js';
import { MailLinksController } from './mail/mail-links.controller.js';
import { MailQueue } from './mail/mail.queue.js';
import { MailSender } from './mail/mail.sender.js';
import { MailTransport } from './mail/mail.transport.js';
import { Registration } from './registration.js';
import { VerifiedEmail } from './verified-email.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditFailures } from './audit/audit.failures.js';
import { AuditQuery } from './audit/audit.query.js';
import { AuditRecorder } from './audit/audit.recorder.js';
import { AuditRetention } from './audit/audit.retention.js';
import { AuditTrail } from './audit/audit.trail.js';
import { RequestCallers } from './request-callers.js';
import { RightsCheck } from './rights.check.js';
import { Authentication } from './authentication.js';
import { RightsWatch } from './rights.watch.js';
import { PageSessionController } from './session/page-session.controller.js';
import { RefreshTokens } from './session/refresh-tokens.js';
import { Revocation } from './session/revocation.js';
import { SessionCookie } from './session/session.cookie.js';
import { Sessions } from './session/sessions.js';
import { SessionsController } from './session/sessions.controller.js';
import { TokenKey } from './token-key.js';
import { User } from './user.entity.js';
import { Users } from './users.js';

/** Accounts and their rights, access tokens, and the guard of all routes. */
@Module({
  imports: [EventsModule, InvalidationModule.forFeature(accountsDomain), TypeOrmModule.forFeature([User])],
  controllers: [
    AuthController,
    SessionsController,
    PageSessionController,
    OwnAccountController,
    MailLinksController,
    AuditController,
    AccountsController,
  ],
  providers: [
    AuthService,
    AdminAccount,
    Users,
    Accounts,
    AccountsAdmin,
    AccountReplay,
    OwnAccount,
    RemainingAdmins,
    Registration,
    AuditFailures,
    AuditQuery,
    AuditRecorder,
    AuditRetention,
    AuditTrail,
    VerifiedEmail,
    LinkTokens,
    MailLimits,
    MailLinks,
    MailQueue,
    MailSender,
    MailTransport,
    RequestCallers,
    RightsCheck,
    LoginLimits,
    LoginPlaces,
    LoginFailures,
    FleetCounters,
    AccessTokens,
    TokenKey,
    Authentication,
    RightsWatch,
    Sessions,
    RefreshTokens,
    Revocation,
    SessionCookie,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    AuditRecorder,
    AuditTrail,
    Users,
    RemainingAdmins,
    RequestCallers,
    Revocation,
    RightsCheck,
    RightsWatch,
    LoginFailures,
    SessionCookie,
    VerifiedEmail,
    FleetCounters,
  ],
})
export class AuthModule {}
