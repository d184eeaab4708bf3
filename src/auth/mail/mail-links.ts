import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Problem } from '../../http/problem.js';
import { LOCK_ACCOUNT_AND_APPOINTMENTS } from '../account/account.lock.js';
import { AuditRecorder } from '../audit/audit.recorder.js';
import type { Caller } from '../caller.js';
import { assertNotAddress, hashPassword } from '../password.js';
import { Revocation } from '../session/revocation.js';
import { PASSWORD_LINKS } from './mail.kinds.js';
import { MailLimits } from './mail.limits.js';
import { MailQueue } from './mail.queue.js';
import { MailSender } from './mail.sender.js';

/** What people do by links in mails: set a password that they have forgotten or never had, and prove that an address is theirs. */
@Injectable()
export class MailLinks {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly revocation: Revocation,
    private readonly audit: AuditRecorder,
    private readonly queue: MailQueue,
    private readonly sender: MailSender,
    private readonly limits: MailLimits,
  ) {}

  /**
   * Mails a link for a new password, if there is an account with this address. Answers the same in the same time if there is none, and
   * when too many were asked for.
   * @throws Problem `mail-not-configured`
   */
  async forgotPassword(email: string, address: string): Promise<void> {
    this.queue.assertAvailable();
    if ((await this.limits.refusal(email, address)) !== undefined) return;
    await this.queue.addFor('reset-password', email);
    this.sender.wake();
  }

  /**
   * Sets the password and ends all sessions. The link also proves the address, and what was counted of failed logins ends.
   * @throws Problem `invalid-token`
   */
  async resetPassword(token: string, password: string): Promise<void> {
    // Before the password is hashed, which costs more.
    await this.queue.ownerOf(token, PASSWORD_LINKS);
    const passwordHash = await hashPassword(password);
    await this.unitOfWork.run(async () => {
      const userId = await this.queue.use(token, PASSWORD_LINKS);
      await this.database.query(LOCK_ACCOUNT_AND_APPOINTMENTS, [userId]);
      const [user] = await this.database.query<{ email: string }>(
        `UPDATE users SET password_hash = $2, verified_at = coalesce(verified_at, now()) WHERE id = $1 RETURNING email`,
        [userId, passwordHash],
      );
      assertNotAddress(password, user?.email ?? '');
      await this.revocation.of(userId);
      await this.queue.add('password-changed', { userId });
      this.audit.actsAs(userId);
      this.audit.noteOwn({ object: 'users', id: userId, operation: 'changed', fields: ['password'] });
    });
    this.sender.wake();
  }

  /** @throws Problem `mail-not-configured`, `conflict` if the address is verified, `rate-limited` */
  async sendVerification(caller: Caller, address: string): Promise<void> {
    this.queue.assertAvailable();
    const [user] = await this.database.query<{ email: string; verified: boolean }>(
      'SELECT email, verified_at IS NOT NULL AS verified FROM users WHERE id = $1 AND active',
      [caller.id],
    );
    if (user === undefined || user.verified) {
      throw new Problem('conflict', 'The e-mail address of this account is verified already.');
    }
    const refusal = await this.limits.refusal(user.email, address);
    if (refusal !== undefined) throw refusal;
    await this.queue.add('verify-email', { userId: caller.id });
    this.sender.wake();
  }

  /** @throws Problem `invalid-token` */
  async verifyEmail(token: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const userId = await this.queue.use(token, ['verify-email']);
      await this.database.query(LOCK_ACCOUNT_AND_APPOINTMENTS, [userId]);
      this.audit.actsAs(userId);
      this.audit.noteOwn({ object: 'users', id: userId, operation: 'changed', fields: ['verified'] });
      await this.database.query('UPDATE users SET verified_at = coalesce(verified_at, now()) WHERE id = $1', [
        userId,
      ]);
    });
  }
}
