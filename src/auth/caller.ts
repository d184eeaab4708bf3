import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ACCESS_EXTENSION } from '../http/openapi/document-problems.js';

export const ROLES = ['client', 'barber', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who calls, as the access token says. */
export interface Caller {
  readonly id: number;
  readonly role: Role;
}

export interface CallerRequest {
  caller?: Caller;
}

/** Who may call a route: the named roles, everyone, or everyone without a look at the token. */
export type Access = readonly Role[] | 'public' | 'token-ignored';

export const ACCESS = 'auth:access';

const access = (value: Access) =>
  applyDecorators(SetMetadata(ACCESS, value), ApiExtension(ACCESS_EXTENSION, { value }));

/** Lets in the named roles only; without it, everyone signed in. */
export const Roles = (...roles: Role[]) => access(roles);

/**
 * Lets in callers without a token; one that is sent is still verified, unless `ignoresToken`: who logs in must not
 * be turned away for the expired token his client still sends.
 */
export const Public = ({ ignoresToken = false } = {}) => access(ignoresToken ? 'token-ignored' : 'public');

/** The {@link Caller}; `undefined` on a public route that was called without a token. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<CallerRequest>().caller,
);
