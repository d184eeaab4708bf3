import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthSettings } from '../config/settings.js';
import { Problem } from '../http/problem.js';
import { hashPassword } from './password.js';
import { Users } from './users.js';

/** Whether the admin account was created at this start, existed before, or was not created. */
export type AdminState =
  { readonly made: 'now'; readonly password?: string } | { readonly made: 'before' | 'never' };

/** Creates the first admin account of a new installation. */
@Injectable()
export class AdminAccount {
  constructor(
    private readonly settings: AuthSettings,
    private readonly users: Users,
  ) {}

  /**
   * Creates the account of ADMIN_EMAIL if it does not exist. Without ADMIN_PASSWORD, the password is random and returned once, to
   * be printed; in production no account is created then, because passwords must not get into logs.
   */
  async ensure(): Promise<AdminState> {
    const email = this.settings.ADMIN_EMAIL.toLowerCase();
    if ((await this.users.byEmail(email)) !== undefined) return { made: 'before' };
    const given = this.settings.ADMIN_PASSWORD;
    if (given === undefined && this.settings.isProduction) return { made: 'never' };
    const password = given ?? randomBytes(9).toString('base64url');
    const passwordHash = await hashPassword(password);
    try {
      await this.users.create({ email, passwordHash, name: 'Administrator', role: 'admin', timezone: null });
    } catch (error) {
      // Another instance that started at the same time has created the account, with its password.
      if (error instanceof Problem && error.code === 'email-taken') return { made: 'before' };
      throw error;
    }
    return given === undefined ? { made: 'now', password } : { made: 'now' };
  }
}
