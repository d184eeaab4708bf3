import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem } from '../http/problem.js';
import { LoginFailures } from './login-failures.js';
import { type LoginAttempt, LoginLimits } from './login-limits.js';
import { LoginPlaces } from './login-places.js';
import { hashPassword, verifyPassword } from './password.js';
import { Sessions, type SessionTokens } from './session/sessions.js';
import type { LoginDto, RegisterDto, UserDto } from './user.dto.js';
import { Users } from './users.js';

/** Registration and login. */
@Injectable()
export class AuthService {
  /** Compared with the password for an unknown account, so that the response time does not reveal which accounts exist. */
  private readonly dummyHash = hashPassword(randomBytes(16).toString('hex'));

  constructor(
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly limits: LoginLimits,
    private readonly places: LoginPlaces,
    private readonly failures: LoginFailures,
  ) {}

  /** @throws Problem `email-taken` */
  async register({ email, password, name, timezone }: RegisterDto): Promise<UserDto> {
    const passwordHash = await hashPassword(password);
    return this.users.create({ email, passwordHash, name, role: 'client', timezone: timezone ?? null });
  }

  /** @throws Problem `invalid-credentials`, or `rate-limited` after too many of them */
  async login({ email, password }: LoginDto, address: string): Promise<SessionTokens> {
    const found = await this.users.byEmail(email);
    const userId = found?.user.id;
    const attempt = await this.attempt(email, userId, address);
    const matches = await verifyPassword(found?.passwordHash ?? (await this.dummyHash), password);
    if (found === undefined || !matches) {
      this.failures.failed({ reason: 'credentials', userId, address });
      throw new Problem('invalid-credentials', 'The e-mail address or the password is wrong.');
    }
    await Promise.all([attempt.succeeded(), this.places.remember(found.user.id, address)]);
    return this.sessions.open(found.user, found.tokenVersion);
  }

  private async attempt(email: string, userId: number | undefined, address: string): Promise<LoginAttempt> {
    const isKnownPlace = async () => userId !== undefined && this.places.isKnown(userId, address);
    try {
      return await this.limits.attempt(email, address, isKnownPlace);
    } catch (error) {
      if (error instanceof Problem) this.failures.failed({ reason: 'limited', userId, address });
      throw error;
    }
  }
}
