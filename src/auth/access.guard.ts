import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { type Authenticated, Authentication, loginRequired } from './authentication.js';
import { ACCESS, type Access, type Caller, type CallerRequest } from './caller.js';
import { RequestCallers } from './request-callers.js';
import { extentOf, type RightName, rolesWith } from './rights.js';

type Request = FastifyRequest & CallerRequest;

/** Guards every route: finds out who calls, then checks the right that the route requires. */
@Injectable()
export class AccessGuard implements CanActivate {
  /** Access metadata by handler, so that it is not read for every request. */
  private readonly accesses = new WeakMap<object, Access>();

  constructor(
    private readonly authentication: Authentication,
    private readonly callers: RequestCallers,
  ) {}

  /** @throws Problem as {@link Authentication.callerOf}, `unauthenticated`, `forbidden` */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessOf(context);
    if (access === 'token-ignored') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const authenticated = this.authentication.callerOf(request, http.getResponse<FastifyReply>());
    if (authenticated !== undefined) return this.admitted(request, authenticated, access);
    if (access === 'public') return true;
    throw loginRequired();
  }

  private async admitted(
    request: Request,
    authenticated: Promise<Authenticated | undefined>,
    access: Exclude<Access, 'token-ignored'>,
  ): Promise<boolean> {
    const found = await authenticated;
    if (found !== undefined) {
      request.caller = found.caller;
      this.callers.set(found.caller, found.holder);
    }
    if (access === 'public') return true;
    if (found === undefined) throw loginRequired();
    assertHasRight(found.caller, access);
    return true;
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
