import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createSigner, createVerifier } from 'fast-jwt';
import { Env } from '../config/env.js';
import { type Caller, type Role, ROLES } from './caller.js';

const ISSUER = 'bookedbarber';
const REMEMBERED = 10_000;

interface TokenClaims {
  sub: string;
  role: Role;
}

/**
 * Access tokens: JWTs signed with HS256 that say who calls and in which role. They live for JWT_TTL_SECONDS and are not
 * revoked: a role that was changed counts from the next login on.
 */
@Injectable()
export class AccessTokens {
  readonly lifetimeSeconds: number;
  private readonly signToken: (claims: TokenClaims) => string;
  private readonly verifyToken: (token: string) => unknown;

  constructor(env: Env) {
    this.lifetimeSeconds = env.JWT_TTL_SECONDS;
    const key = env.JWT_SECRET ?? randomBytes(32).toString('hex');
    this.signToken = createSigner({
      key,
      algorithm: 'HS256',
      iss: ISSUER,
      expiresIn: env.JWT_TTL_SECONDS * 1000,
    });
    this.verifyToken = createVerifier({
      key,
      algorithms: ['HS256'],
      allowedIss: ISSUER,
      requiredClaims: ['sub', 'iss', 'exp', 'role'],
      cache: REMEMBERED,
      // Tokens nobody signed are not worth remembering; they would push out those that are.
      errorCacheTTL: -1,
    });
  }

  issue({ id, role }: Caller): string {
    return this.signToken({ sub: String(id), role });
  }

  /** The caller a token speaks for; `undefined` unless we signed it and it has not expired. */
  verify(token: string): Caller | undefined {
    try {
      const { sub, role } = this.verifyToken(token) as TokenClaims;
      const id = Number(sub);
      return Number.isSafeInteger(id) && ROLES.includes(role) ? { id, role } : undefined;
    } catch {
      return undefined;
    }
  }
}
