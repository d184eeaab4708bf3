import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { AccessTokens } from './access-tokens.js';
import { Accounts } from './account/accounts.js';
import type { TokenHolder } from './account/token-state.js';
import type { Caller } from './caller.js';
import { type CookieTokens, SessionCookie } from './session/session.cookie.js';
import { Sessions } from './session/sessions.js';

const BEARER = /^Bearer +([A-Za-z0-9_.-]+)$/i;
const CHALLENGE = 'Bearer realm="BookedBarber"';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The caller of a request, and the token that proves it. */
export interface Authenticated {
  readonly caller: Caller;
  readonly holder: TokenHolder;
}

type Request = Pick<FastifyRequest, 'method' | 'headers'>;

/** Finds out who sent a request: by `Authorization: Bearer`, else by the cookie of a page. */
@Injectable()
export class Authentication {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
  ) {}

  /**
   * `undefined` if the request names no account; also for a cookie whose session has ended, which is removed.
   * @throws Problem `unauthenticated` for an invalid bearer token, `invalid-csrf-token`; DatabaseUnavailable if nothing can say
   * what the caller may do
   */
  callerOf(request: Request, reply: FastifyReply): Promise<Authenticated | undefined> | undefined {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) return this.byBearer(authorization);
    const tokens = this.cookie.read(cookie);
    return tokens === undefined ? undefined : this.byCookie(tokens, request, reply);
  }

  private async byBearer(authorization: string): Promise<Authenticated> {
    const token = BEARER.exec(authorization)?.[1];
    const authenticated = token === undefined ? undefined : await this.byToken(token);
    if (authenticated !== undefined) return authenticated;
    throw unauthenticated(
      'The access token is invalid, has expired or was revoked: log in again.',
      `${CHALLENGE}, error="invalid_token"`,
    );
  }

  private async byCookie(
    tokens: CookieTokens,
    { method, headers }: Request,
    reply: FastifyReply,
  ): Promise<Authenticated | undefined> {
    const authenticated =
      (await this.byToken(tokens.accessToken)) ?? (await this.renewed(tokens.refreshToken, reply));
    if (authenticated === undefined) {
      reply.header('Set-Cookie', this.cookie.cleared);
      return undefined;
    }
    const sent = headers['x-csrf-token'];
    const { sessionId } = authenticated.holder;
    // The browser adds the cookie to requests that another site makes; that site cannot read the token.
    if (SAFE_METHODS.has(method) || this.cookie.isCsrfTokenOf(sessionId, sent?.toString()))
      return authenticated;
    throw new Problem(
      'invalid-csrf-token',
      'Send the csrfToken of the session as X-CSRF-Token with every write.',
    );
  }

  private async byToken(token: string): Promise<Authenticated | undefined> {
    const holder = this.tokens.verify(token);
    const caller = holder === undefined ? undefined : await this.accounts.callerOf(holder);
    return holder === undefined || caller === undefined ? undefined : { caller, holder };
  }

  /** Several requests of a page may come here at once: all get the same successor. */
  private async renewed(refreshToken: string, reply: FastifyReply): Promise<Authenticated | undefined> {
    try {
      const tokens = await this.sessions.refresh(refreshToken);
      reply.header('Set-Cookie', this.cookie.of(tokens));
      return await this.byToken(tokens.accessToken);
    } catch (error) {
      if (error instanceof Problem && error.code === 'invalid-refresh-token') return undefined;
      throw error;
    }
  }
}

/** The problem of a request that names no account. */
export function loginRequired(): Problem {
  return unauthenticated('Log in and send the access token as "Authorization: Bearer …".', CHALLENGE);
}

/** The problem with a challenge as in RFC 6750. */
function unauthenticated(detail: string, challenge: string): Problem {
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': challenge } });
}
