import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AuthSettings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { UnitOfWork } from '../events/unit-of-work.js';
import { AuditRecorder } from './audit/audit.recorder.js';
import { hashPassword } from './password.js';
import { Revocation } from './session/revocation.js';

/**
 * Whether the admin account was created at this start, existed before, exists under another address than ADMIN_EMAIL, or was not created.
 */
export type AdminState =
  { readonly made: 'now'; readonly password?: string } | { readonly made: 'before' | 'elsewhere' | 'never' };

/** Creates the first admin account of a new installation, and lets an operator back in. */
@Injectable()
export class AdminAccount {
  private readonly logger = new Logger('Accounts');

  constructor(
    private readonly settings: AuthSettings,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly revocation: Revocation,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Creates the account of ADMIN_EMAIL if there is no admin. Without ADMIN_PASSWORD, the password is random and returned once, to
   * be printed; in production no account is created then, because passwords must not get into logs.
   *
   * An account that was registered with that address before does not become the admin's: it loses the address and is closed.
   */
  async ensure(): Promise<AdminState> {
    const before = await this.before();
    if (before !== undefined) return before;
    const given = this.settings.ADMIN_PASSWORD;
    if (given === undefined && this.settings.isProduction) return { made: 'never' };
    const password = given ?? randomPassword();
    const passwordHash = await hashPassword(password);
    const isMade = await this.unitOfWork.run(async () => {
      // Two instances that start at the same time: the second one finds the admin of the first.
      await this.database.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
      if ((await this.before()) !== undefined) return false;
      await this.displace();
      await this.database.query(
        `INSERT INTO users (email, password_hash, name, role, verified_at) VALUES ($1, $2, 'Administrator', 'admin', now())`,
        [this.email, passwordHash],
      );
      return true;
    });
    if (!isMade) return { made: 'before' };
    return given === undefined ? { made: 'now', password } : { made: 'now' };
  }

  /**
   * Sets a random password and ends all sessions of an account.
   * @returns the password; `undefined` if there is no account with this address
   */
  async resetPassword(email: string): Promise<string | undefined> {
    const password = randomPassword();
    const passwordHash = await hashPassword(password);
    return this.unitOfWork.run(async () => {
      const [user] = await this.database.query<{ id: number }>(
        `UPDATE users SET password_hash = $2, active = true WHERE email = $1 AND erased_at IS NULL RETURNING id`,
        [email.trim().toLowerCase(), passwordHash],
      );
      if (user === undefined) return undefined;
      await this.revocation.of(user.id);
      this.audit.noteOwn({
        object: 'users',
        id: user.id,
        operation: 'changed',
        fields: ['password', 'active'],
      });
      return password;
    });
  }

  private get email(): string {
    return this.settings.ADMIN_EMAIL.toLowerCase();
  }

  /** `undefined` if there is no admin. */
  private async before(): Promise<AdminState | undefined> {
    const [admins] = await this.database.query<{ isNamed: boolean | null }>(
      `SELECT bool_or(email = $1) AS "isNamed" FROM users WHERE role = 'admin' AND active`,
      [this.email],
    );
    if (typeof admins?.isNamed !== 'boolean') return undefined;
    return { made: admins.isNamed ? 'before' : 'elsewhere' };
  }

  private async displace(): Promise<void> {
    const [stranger] = await this.database.query<{ id: number }>(
      `UPDATE users SET email = 'displaced-' || id || '@account.invalid', active = false WHERE email = $1 RETURNING id`,
      [this.email],
    );
    if (stranger === undefined) return;
    await this.revocation.of(stranger.id);
    this.logger.warn(
      `Account ${stranger.id} had ADMIN_EMAIL as its address. It was deactivated and its address replaced; a new account is the admin`,
    );
  }
}

const randomPassword = () => randomBytes(12).toString('base64url');
