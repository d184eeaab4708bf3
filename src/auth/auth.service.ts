import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem } from '../http/problem.js';
import { AccessTokens } from './access-tokens.js';
import { LoginLimits } from './login-limits.js';
import { hashPassword, passwordsWaiting, verifyPassword } from './password.js';
import type { LoginAnswerDto, LoginDto, RegisterDto, UserDto } from './user.dto.js';
import { Users } from './users.js';

/** Hashing a password takes about 20 ms of CPU; in a longer queue, the last request would wait for seconds. */
const LONGEST_QUEUE = 200;

/** Registration and login. */
@Injectable()
export class AuthService {
  /** Compared with the password for an unknown account, so that the response time does not reveal which accounts exist. */
  private readonly dummyHash = hashPassword(randomBytes(16).toString('hex'));

  constructor(
    private readonly users: Users,
    private readonly tokens: AccessTokens,
    private readonly limits: LoginLimits,
  ) {}

  /** @throws Problem `email-taken` */
  async register({ email, password, name, timezone }: RegisterDto): Promise<UserDto> {
    assertQueueIsShort();
    const passwordHash = await hashPassword(password);
    return this.users.create({ email, passwordHash, name, role: 'client', timezone: timezone ?? null });
  }

  /** @throws Problem `invalid-credentials`, or `rate-limited` after too many of them */
  async login({ email, password }: LoginDto, address: string): Promise<LoginAnswerDto> {
    this.limits.check(email, address);
    assertQueueIsShort();
    const found = await this.users.byEmail(email);
    const matches = await verifyPassword(found?.passwordHash ?? (await this.dummyHash), password);
    // Checked again, because attempts made at the same time have been counted by now.
    this.limits.check(email, address);
    if (found === undefined || !matches) {
      this.limits.failed(email, address);
      throw new Problem('invalid-credentials', 'The e-mail address or the password is wrong.');
    }
    const { user, tokenVersion } = found;
    return {
      accessToken: this.tokens.issue({ id: user.id, role: user.role, tokenVersion }),
      tokenType: 'Bearer',
      expiresIn: this.tokens.lifetimeSeconds,
      user,
    };
  }
}

function assertQueueIsShort(): void {
  if (passwordsWaiting() < LONGEST_QUEUE) return;
  throw new Problem('overloaded', 'Too many logins at the moment: try again in a few seconds.', {
    headers: { 'Retry-After': '5' },
  });
}
