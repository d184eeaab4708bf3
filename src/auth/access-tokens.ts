import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createSigner, createVerifier } from 'fast-jwt';
import { SECOND_MS } from '../time/durations.js';
import { AuthSettings } from '../config/settings.js';
import { type Caller, type Role, ROLES } from './caller.js';

const ISSUER = 'bookedbarber';
const VERIFIED_TOKENS = 10_000;

interface TokenClaims {
  sub: string;
  role: Role;
}

/**
 * Issues and verifies access tokens: JWTs signed with HS256 that carry the user and the role. They are valid for JWT_TTL_SECONDS
 * and cannot be revoked: a changed role takes effect at the next login.
 */
@Injectable()
export class AccessTokens {
  readonly lifetimeSeconds: number;
  private readonly signToken: (claims: TokenClaims) => string;
  private readonly verifyToken: (token: string) => unknown;

  constructor(settings: AuthSettings) {
    this.lifetimeSeconds = settings.JWT_TTL_SECONDS;
    const key = settings.JWT_SECRET ?? randomBytes(32).toString('hex');
    this.signToken = createSigner({
      key,
      algorithm: 'HS256',
      iss: ISSUER,
      expiresIn: settings.JWT_TTL_SECONDS * SECOND_MS,
    });
    this.verifyToken = createVerifier({
      key,
      algorithms: ['HS256'],
      allowedIss: ISSUER,
      requiredClaims: ['sub', 'iss', 'exp', 'role'],
      cache: VERIFIED_TOKENS,
      // Invalid tokens are not cached: they would displace valid ones.
      errorCacheTTL: -1,
    });
  }

  issue({ id, role }: Caller): string {
    return this.signToken({ sub: String(id), role });
  }

  /** The caller named by a token; `undefined` if its signature is not ours or it has expired. */
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
