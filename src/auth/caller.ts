import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ACCESS_EXTENSION, RIGHT_EXTENSION } from '../http/openapi/document-problems.js';
import { type RightName, type Role, ROLES, rolesWith } from './rights.js';

/** The caller of a request: the account that the access token names, as it is now. */
export interface Caller {
  readonly id: number;
  readonly role: Role;
  /** The locations that the account works at as staff. */
  readonly locationIds: readonly number[];
}

export interface CallerRequest {
  caller?: Caller;
}

/** Who may call a route: the holders of a right, everyone, or everyone with their token ignored. */
export type Access = RightName | 'public' | 'token-ignored';

export const ACCESS = 'auth:access';

/**
 * Restricts a route to the roles that have the right, by the table in `rights.ts`. If the right reaches only some objects, the
 * route's service checks that with `reaches`. A route without this decorator or {@link Public} refuses everyone.
 */
export const Right = (right: RightName) => {
  const roles = rolesWith(right);
  return applyDecorators(
    SetMetadata(ACCESS, right),
    ApiExtension(ACCESS_EXTENSION, { value: roles.length === ROLES.length ? 'signed-in' : roles }),
    ApiExtension(RIGHT_EXTENSION, right),
  );
};

/**
 * Opens a route to callers without a token. A token that is sent is still verified, unless `ignoresToken` is set: a login must not
 * fail because the client still sends an expired token.
 */
export const Public = ({ ignoresToken = false } = {}) => {
  const value = ignoresToken ? 'token-ignored' : 'public';
  return applyDecorators(SetMetadata(ACCESS, value), ApiExtension(ACCESS_EXTENSION, { value }));
};

/** The {@link Caller}; `undefined` on a public route that was called without a token. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<CallerRequest>().caller,
);
