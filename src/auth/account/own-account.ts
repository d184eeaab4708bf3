import { Injectable } from '@nestjs/common';
import { violatedConstraint } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { subscriberOf } from '../../http/address.js';
import { type FleetCounter, FleetCounters, refusalBy } from '../../http/limits/fleet-counter.js';
import { Problem } from '../../http/problem.js';
import { AuditRecorder } from '../audit/audit.recorder.js';
import { AuthService } from '../auth.service.js';
import type { Caller } from '../caller.js';
import { assertNotAddress, hashPassword } from '../password.js';
import { RequestCallers } from '../request-callers.js';
import { PASSWORD_LINKS } from '../mail/mail.kinds.js';
import { MailLimits } from '../mail/mail.limits.js';
import { MailQueue } from '../mail/mail.queue.js';
import { MailSender } from '../mail/mail.sender.js';
import { RightsCheck } from '../rights.check.js';
import { Revocation } from '../session/revocation.js';
import type { UserDto } from '../user.dto.js';
import { emailTaken, Users, wrongCredentials } from '../users.js';
import { LOCK_ACCOUNT } from './account.lock.js';
import type { OwnAccountChangesDto, PasswordChangeDto } from './own-account.dto.js';
import { HOUR_SECONDS } from '../../time/durations.js';

/** Each attempt reveals whether an address is taken, so there are few, also by many accounts of one client. */
const MOST_ADDRESSES = { name: 'address-change', limit: 10, seconds: HOUR_SECONDS };
const MOST_BY_NETWORK = { name: 'address-change-network', limit: 100, seconds: HOUR_SECONDS };
const TOO_MANY = (seconds: number) => `Too many changes of the e-mail address: try again in ${seconds} s.`;

/** Which mails a change of the address may cause. */
interface Mails {
  readonly toNew: boolean;
  readonly toFormer: boolean;
}

/** What people change of their own accounts. */
@Injectable()
export class OwnAccount {
  private readonly addressChanges: FleetCounter;
  private readonly changesByNetwork: FleetCounter;

  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly rights: RightsCheck,
    private readonly callers: RequestCallers,
    private readonly revocation: Revocation,
    private readonly users: Users,
    private readonly auth: AuthService,
    private readonly mails: MailQueue,
    private readonly limits: MailLimits,
    private readonly audit: AuditRecorder,
    private readonly sender: MailSender,
    counters: FleetCounters,
  ) {
    this.addressChanges = counters.counter(MOST_ADDRESSES);
    this.changesByNetwork = counters.counter(MOST_BY_NETWORK);
  }

  /**
   * Changes the given fields. Another e-mail address is unverified: it gets a link to prove it, and the former one a note. Links that were
   * mailed to the former one end.
   * @param address of the caller; the mails count as caused by it
   * @throws Problem `email-taken`, `rate-limited` after too many e-mail addresses
   */
  async change(caller: Caller, changes: OwnAccountChangesDto, address: string): Promise<UserDto> {
    const { name, email, timezone } = changes;
    const mails = email === undefined ? undefined : await this.mailsOfChange(caller, email, address);
    try {
      const changed = await this.unitOfWork.run(async () => {
        await this.database.query(LOCK_ACCOUNT, [caller.id]);
        await this.rights.lockOwn(caller);
        const former = await this.present(caller.id);
        this.noteChanges(former, changes);
        await this.database.query(
          `UPDATE users SET name = coalesce($2, name), email = coalesce($3, email),
             verified_at = CASE WHEN coalesce($3, email) = email THEN verified_at END,
             timezone = CASE WHEN $4 THEN $5 ELSE timezone END
           WHERE id = $1`,
          [caller.id, name ?? null, email ?? null, timezone !== undefined, timezone ?? null],
        );
        if (email !== undefined && email !== former.email)
          await this.announceAddress(caller.id, former.email, mails);
        return this.present(caller.id);
      });
      this.sender.wake();
      return changed;
    } catch (error) {
      throw violatedConstraint(error) === 'users_email_key' ? emailTaken(error) : error;
    }
  }

  /**
   * Sets the password and ends all other sessions of the account. A wrong present password counts as a failed login.
   * @throws Problem `invalid-credentials`, or `rate-limited` after too many of them
   */
  async changePassword(caller: Caller, body: PasswordChangeDto, address: string): Promise<void> {
    const { email } = await this.present(caller.id);
    assertNotAddress(body.newPassword, email, 'newPassword');
    const proved = await this.auth.prove(email, body.currentPassword, address);
    const passwordHash = await hashPassword(body.newPassword);
    await this.unitOfWork.run(async () => {
      await this.rights.lockOwn(caller);
      // A change at the same moment, by the same session, may have replaced the password that was proved.
      const changed = await this.database.query(
        'UPDATE users SET password_hash = $2 WHERE id = $1 AND password_hash = $3 RETURNING id',
        [caller.id, passwordHash, proved.passwordHash],
      );
      if (changed.length === 0) throw wrongCredentials();
      const { holder } = this.callers;
      await (holder === undefined ? this.revocation.of(caller.id) : this.revocation.ofOthers(holder));
      await this.mails.endLinks(caller.id, PASSWORD_LINKS);
      await this.mails.add('password-changed', { userId: caller.id });
      this.audit.noteOwn({ object: 'users', id: caller.id, operation: 'changed', fields: ['password'] });
    });
    this.sender.wake();
  }

  private noteChanges(former: UserDto, changes: OwnAccountChangesDto): void {
    const fields = (['name', 'email', 'timezone'] as const).filter(
      (name) => changes[name] !== undefined && changes[name] !== former[name],
    );
    if (fields.length === 0) return;
    this.audit.noteOwn({ object: 'users', id: former.id, operation: 'changed', fields });
  }

  private async announceAddress(userId: number, former: string, mails: Mails | undefined): Promise<void> {
    await this.mails.endLinks(userId);
    if (mails?.toNew === true) await this.mails.add('verify-email', { userId });
    if (mails?.toFormer === true) await this.mails.add('email-changed', { userId, address: former });
  }

  /**
   * Counts a change of the address, and the mails that it causes: an address that is not verified may be a stranger's.
   * @returns the mails that may be sent; `undefined`: the address stays
   */
  private async mailsOfChange({ id }: Caller, email: string, address: string): Promise<Mails | undefined> {
    const former = await this.present(id);
    if (email === former.email) return undefined;
    const refusal =
      (await refusalBy(this.changesByNetwork, subscriberOf(address), TOO_MANY)) ??
      (await refusalBy(this.addressChanges, String(id), TOO_MANY));
    if (refusal !== undefined) throw refusal;
    const may = async (to: string) => (await this.limits.refusal(to, address)) === undefined;
    return { toNew: await may(email), toFormer: former.verified || (await may(former.email)) };
  }

  /** @throws Problem `not-found` */
  async present(id: number): Promise<UserDto> {
    const user = await this.users.byId(id);
    if (user === undefined) throw new Problem('not-found', 'This account no longer exists.');
    return user;
  }
}
