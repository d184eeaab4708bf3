import { Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import { AuthSettings } from '../../config/settings.js';
import { TokenKey } from '../token-key.js';

/**
 * The prefix makes browsers accept it only over HTTPS (and from localhost), for this host alone: no subdomain can set it
 * (RFC 6265bis, 4.1.3.2).
 */
const COOKIE = '__Host-bb';
const SEPARATOR = '~';

/** The tokens of a page: an access token, and the refresh token for when it has expired. */
export interface CookieTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The cookie by which pages are signed in. Scripts cannot read it, and other sites' forms do not send it. */
@Injectable()
export class SessionCookie {
  constructor(
    private readonly settings: AuthSettings,
    private readonly key: TokenKey,
  ) {}

  /** `undefined` without the cookie, and for one that is not ours. */
  read(header: string | undefined): CookieTokens | undefined {
    if (header === undefined || !header.includes(COOKIE)) return undefined;
    const [accessToken, refreshToken, ...rest] = (parseCookie(header)[COOKIE] ?? '').split(SEPARATOR);
    if (accessToken === undefined || refreshToken === undefined || rest.length > 0) return undefined;
    return { accessToken, refreshToken };
  }

  /** The `Set-Cookie` field that signs in. */
  of({ accessToken, refreshToken }: CookieTokens): string {
    return this.field(accessToken + SEPARATOR + refreshToken, this.settings.REFRESH_TOKEN_TTL_SECONDS);
  }

  /** The `Set-Cookie` field that signs out. */
  get cleared(): string {
    return this.field('', 0);
  }

  /** What a page sends with every write as `X-CSRF-Token`. The same for the whole session. */
  csrfTokenOf(sessionId: string): string {
    return this.key.derive('csrf token', sessionId);
  }

  isCsrfTokenOf(sessionId: string, value: string | undefined): boolean {
    return value !== undefined && this.key.isDerived(value, 'csrf token', sessionId);
  }

  private field(value: string, maxAge: number): string {
    return stringifySetCookie({
      name: COOKIE,
      value,
      maxAge,
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'lax',
    });
  }
}
