import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Problem } from '../http/problem.js';
import { AuditTrail } from './audit/audit.trail.js';
import { LoginFailures } from './login-failures.js';
import { type LoginAttempt, LoginLimits } from './login-limits.js';
import { LoginPlaces } from './login-places.js';
import { hashPassword, verifyPassword } from './password.js';
import { Sessions, type SessionTokens } from './session/sessions.js';
import type { LoginDto } from './user.dto.js';
import { type Credentials, Users, wrongCredentials } from './users.js';

/** Login, and whatever else needs an account's password. */
@Injectable()
export class AuthService {
  /** Compared with the password for an unknown account, so that the response time does not reveal which accounts exist. */
  private readonly dummyHash = hashPassword(randomBytes(16).toString('hex'));

  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly limits: LoginLimits,
    private readonly places: LoginPlaces,
    private readonly failures: LoginFailures,
  ) {}

  /** @throws Problem `invalid-credentials`, or `rate-limited` after too many of them */
  async login({ email, password }: LoginDto, address: string): Promise<SessionTokens> {
    const { user, tokenVersion } = await this.prove(email, password, address);
    if (user.role === 'client') return this.sessions.open(user, tokenVersion);
    return this.database.transaction(async () => {
      await this.audit.write({ area: 'login', action: 'login', userId: user.id });
      return this.sessions.open(user, tokenVersion);
    });
  }

  /**
   * The account with this address and password.
   * @throws Problem `invalid-credentials`, or `rate-limited` after too many of them
   */
  async prove(email: string, password: string, address: string): Promise<Credentials> {
    const found = await this.users.byEmail(email);
    const attempt = await this.attempt(email, found, address);
    const matches = await verifyPassword(found?.passwordHash ?? (await this.dummyHash), password);
    if (found === undefined || !matches) {
      this.failures.failed({ reason: 'credentials', userId: found?.user.id, address });
      throw wrongCredentials();
    }
    await Promise.all([attempt.succeeded(), this.places.remember(found.user.id, address)]);
    return found;
  }

  private async attempt(
    email: string,
    found: Credentials | undefined,
    address: string,
  ): Promise<LoginAttempt> {
    const userId = found?.user.id;
    const isKnownPlace = async () => userId !== undefined && this.places.isKnown(userId, address);
    // Whatever revokes an account's tokens, such as a new password, also ends what was counted before.
    const account = `${email} ${found?.tokenVersion ?? ''}`;
    try {
      return await this.limits.attempt(account, address, isKnownPlace);
    } catch (error) {
      if (error instanceof Problem) this.failures.failed({ reason: 'limited', userId, address });
      throw error;
    }
  }
}
