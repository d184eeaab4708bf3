import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';

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

export const ALLOWED_ROLES = 'auth:allowed-roles';
export const PUBLIC = 'auth:public';

/** Lets in the named roles only; without it, everyone signed in. */
export const Roles = (...roles: Role[]) => SetMetadata(ALLOWED_ROLES, roles);

/** Lets in callers without a token; one that is sent is still verified. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The {@link Caller}; `undefined` on a public route that was called without a token. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<CallerRequest>().caller,
);
