import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ACCESS_EXTENSION } from '../http/openapi/document-problems.js';

export const ROLES = ['client', 'barber', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The caller of a request, from the access token. */
export interface Caller {
  readonly id: number;
  readonly role: Role;
}

export interface CallerRequest {
  caller?: Caller;
}

/** Who may call a route: the listed roles, everyone, or everyone with their token ignored. */
export type Access = readonly Role[] | 'public' | 'token-ignored';

export const ACCESS = 'auth:access';

const access = (value: Access) =>
  applyDecorators(SetMetadata(ACCESS, value), ApiExtension(ACCESS_EXTENSION, { value }));

/** Restricts a route to the listed roles. Without this decorator, everyone who is signed in may call it. */
export const Roles = (...roles: Role[]) => access(roles);

/**
 * Opens a route to callers without a token. A token that is sent is still verified, unless `ignoresToken` is set: a login must not
 * fail because the client still sends an expired token.
 */
export const Public = ({ ignoresToken = false } = {}) => access(ignoresToken ? 'token-ignored' : 'public');

/** The {@link Caller}; `undefined` on a public route that was called without a token. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<CallerRequest>().caller,
);
