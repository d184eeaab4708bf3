import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Env } from '../config/env.js';
import { Problem } from '../http/problem.js';
import { hashPassword } from './password.js';
import { Users } from './users.js';

/** What became of the admin's account at this start. */
export type AdminState =
  { readonly made: 'now'; readonly password?: string } | { readonly made: 'before' | 'never' };

/** The account that every new installation needs. */
@Injectable()
export class AdminAccount {
  constructor(
    private readonly env: Env,
    private readonly users: Users,
  ) {}

  /**
   * Makes ADMIN_EMAIL's account if there is none. Without ADMIN_PASSWORD its password is random and answered once, so
   * that it can be printed; in production none is made then, since a log is no place for a password.
   */
  async ensure(): Promise<AdminState> {
    const email = this.env.ADMIN_EMAIL.toLowerCase();
    if ((await this.users.byEmail(email)) !== undefined) return { made: 'before' };
    const given = this.env.ADMIN_PASSWORD;
    if (given === undefined && this.env.isProduction) return { made: 'never' };
    const password = given ?? randomBytes(9).toString('base64url');
    const passwordHash = await hashPassword(password);
    try {
      await this.users.create({ email, passwordHash, name: 'Administrator', role: 'admin', timezone: null });
    } catch (error) {
      // Another instance that starts at the same time was faster: its password counts.
      if (error instanceof Problem && error.code === 'email-taken') return { made: 'before' };
      throw error;
    }
    return given === undefined ? { made: 'now', password } : { made: 'now' };
  }
}
