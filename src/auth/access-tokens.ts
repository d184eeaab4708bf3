import { Injectable } from '@nestjs/common';
import { createSigner, createVerifier } from 'fast-jwt';
import { SECOND_MS } from '../time/durations.js';
import { AuthSettings } from '../config/settings.js';
import type { TokenHolder } from './account/token-state.js';
import { type Role, ROLES } from './rights.js';
import { TokenKey } from './token-key.js';

const ISSUER = 'bookedbarber';
const VERIFIED_TOKENS = 10_000;

interface TokenClaims {
  sub: string;
  /** For clients to read, and for earlier releases; the rights themselves come from the account. */
  role: Role;
  /** Token version of the account; tokens of earlier releases have none and mean the first. */
  ver?: number;
  /** The session. */
  sid?: string;
  /** Set by {@link AccessTokens.issue}, in seconds. */
  exp?: number;
}

/**
 * Issues and verifies access tokens: JWTs signed with HS256 that carry the account and its token version. They are valid for
 * the lifetime in the settings, and until the account's token version changes.
 */
@Injectable()
export class AccessTokens {
  readonly lifetimeSeconds: number;
  private readonly signToken: (claims: TokenClaims) => string;
  private readonly verifyToken: (token: string) => unknown;

  constructor({ ACCESS_TOKEN_TTL_SECONDS }: AuthSettings, { key }: TokenKey) {
    this.lifetimeSeconds = ACCESS_TOKEN_TTL_SECONDS;
    this.signToken = createSigner({
      key,
      algorithm: 'HS256',
      iss: ISSUER,
      expiresIn: ACCESS_TOKEN_TTL_SECONDS * SECOND_MS,
    });
    this.verifyToken = createVerifier({
      key,
      algorithms: ['HS256'],
      allowedIss: ISSUER,
      requiredClaims: ['sub', 'iss', 'exp', 'role'],
      cache: VERIFIED_TOKENS,
      // No error counts again: a token that was refused while the clock was ahead is valid once it is right.
      errorCacheTTL: () => Number.NEGATIVE_INFINITY,
    });
  }

  issue({ id, role, tokenVersion, sessionId }: TokenHolder & { readonly role: Role }): string {
    return this.signToken({ sub: String(id), role, ver: tokenVersion, sid: sessionId });
  }

  /** Whom a token names; `undefined` if its signature is not ours or it has expired. */
  verify(token: string): TokenHolder | undefined {
    try {
      const { sub, role, ver = 0, sid = '', exp = 0 } = this.verifyToken(token) as TokenClaims;
      const id = Number(sub);
      const isValid = Number.isSafeInteger(id) && ROLES.includes(role) && Number.isSafeInteger(ver);
      return isValid ? { id, tokenVersion: ver, sessionId: sid, expiresAt: exp * SECOND_MS } : undefined;
    } catch {
      return undefined;
    }
  }
}
