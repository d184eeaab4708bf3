import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem } from '../http/problem.js';
import { AccessTokens } from './access-tokens.js';
import { Accounts } from './account/accounts.js';
import { ACCESS, type Access, type Caller, type CallerRequest } from './caller.js';
import { RequestCallers } from './request-callers.js';
import { extentOf, type RightName, rolesWith } from './rights.js';

const BEARER = /^Bearer +([A-Za-z0-9_.-]+)$/i;
const CHALLENGE = 'Bearer realm="BookedBarber"';

interface Request extends CallerRequest {
  headers: { authorization?: string };
}

/** Guards every route: verifies the access token, then checks the right that the route requires. */
@Injectable()
export class AccessGuard implements CanActivate {
  /** Access metadata by handler, so that it is not read for every request. */
  private readonly accesses = new WeakMap<object, Access>();

  constructor(
    private readonly tokens: AccessTokens,
    private readonly accounts: Accounts,
    private readonly callers: RequestCallers,
  ) {}

  /** @throws Problem `unauthenticated` or `forbidden`; DatabaseUnavailable if nothing can say what the caller may do */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessOf(context);
    if (access === 'token-ignored') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.admit(request, authorization, access);
    if (access === 'public') return true;
    throw unauthenticated('Log in and send the access token as "Authorization: Bearer …".', CHALLENGE);
  }

  private async admit(request: Request, authorization: string, access: Access): Promise<boolean> {
    const caller = await this.callerOf(authorization);
    if (access !== 'public' && access !== 'token-ignored') assertHasRight(caller, access);
    request.caller = caller;
    this.callers.set(caller);
    return true;
  }

  private async callerOf(authorization: string): Promise<Caller> {
    const token = BEARER.exec(authorization)?.[1];
    const holder = token === undefined ? undefined : this.tokens.verify(token);
    const caller = holder === undefined ? undefined : await this.accounts.callerOf(holder);
    if (caller !== undefined) return caller;
    throw unauthenticated(
      'The access token is invalid, has expired or was revoked: log in again.',
      `${CHALLENGE}, error="invalid_token"`,
    );
  }

  private accessOf(context: ExecutionContext): Access {
    const handler = context.getHandler();
    let access = this.accesses.get(handler);
    if (access === undefined) {
      access = accessMetadata(handler) ?? accessMetadata(context.getClass());
      if (access === undefined) throw new Error(`${handler.name} says neither @Right nor @Public.`);
      this.accesses.set(handler, access);
    }
    return access;
  }
}

function assertHasRight({ role }: Caller, right: RightName): void {
  if (extentOf(role, right) !== undefined) return;
  throw new Problem('forbidden', `Only ${rolesWith(right).join(' and ')} accounts may do this.`);
}

function accessMetadata(target: object): Access | undefined {
  return Reflect.getMetadata(ACCESS, target) as Access | undefined;
}

/** The problem with a challenge as in RFC 6750. */
function unauthenticated(detail: string, challenge: string): Problem {
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': challenge } });
}
