import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem } from '../http/problem.js';
import { ACCESS, type Access, type Caller, type CallerRequest } from './caller.js';
import { AccessTokens } from './access-tokens.js';

const BEARER = /^Bearer +([A-Za-z0-9_.-]+)$/i;
const CHALLENGE = 'Bearer realm="BookedBarber"';

interface Request extends CallerRequest {
  headers: { authorization?: string };
}

/** Guards every route: verifies the access token, then checks the role. */
@Injectable()
export class AccessGuard implements CanActivate {
  /** Access metadata by handler, so that it is not read for every request. */
  private readonly accesses = new WeakMap<object, Access | 'signed-in'>();

  constructor(private readonly tokens: AccessTokens) {}

  /** @throws Problem `unauthenticated` or `forbidden` */
  canActivate(context: ExecutionContext): boolean {
    const access = this.accessOf(context);
    if (access === 'token-ignored') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const caller = this.callerOf(request);
    if (caller === undefined) {
      if (access === 'public') return true;
      throw unauthenticated('Log in and send the access token as "Authorization: Bearer …".', CHALLENGE);
    }
    if (typeof access !== 'string' && !access.includes(caller.role)) {
      throw new Problem('forbidden', `Only ${access.join(' and ')} accounts may do this.`);
    }
    request.caller = caller;
    return true;
  }

  private callerOf({ headers: { authorization } }: Request): Caller | undefined {
    if (authorization === undefined) return undefined;
    const token = BEARER.exec(authorization)?.[1];
    const caller = token === undefined ? undefined : this.tokens.verify(token);
    if (caller === undefined) {
      throw unauthenticated(
        'The access token is invalid or has expired: log in again.',
        `${CHALLENGE}, error="invalid_token"`,
      );
    }
    return caller;
  }

  private accessOf(context: ExecutionContext): Access | 'signed-in' {
    const handler = context.getHandler();
    let access = this.accesses.get(handler);
    if (access === undefined) {
      access = accessMetadata(handler) ?? accessMetadata(context.getClass()) ?? 'signed-in';
      this.accesses.set(handler, access);
    }
    return access;
  }
}

function accessMetadata(target: object): Access | undefined {
  return Reflect.getMetadata(ACCESS, target) as Access | undefined;
}

/** The problem with a challenge as in RFC 6750. */
function unauthenticated(detail: string, challenge: string): Problem {
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': challenge } });
}
