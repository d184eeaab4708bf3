import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';
import { type FieldError, invalidRequest } from '../problem.js';
import { UNKNOWN_FIELD } from './dto.pipe.js';

interface Request {
  readonly url: string;
  readonly query: object;
  readonly body?: unknown;
}

/** What a handler declares; one that takes the request itself is responsible for its query and body. */
interface Declared {
  readonly query: boolean;
  readonly body: boolean;
}

/**
 * Refuses a query or a body on a route that declares none: {@link DtoPipe} refuses unknown fields only where it runs.
 * Probes and pages are exempt: extra parameters are ignored there.
 */
@Injectable()
export class UndeclaredGuard implements CanActivate {
  private readonly handlers = new WeakMap<object, Declared>();

  /** @throws Problem `invalid-request` with one error per field. */
  canActivate(context: ExecutionContext): boolean {
    const { query, body } = this.declaredBy(context);
    if (query && body) return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (!request.url.startsWith('/api/')) return true;
    if (!query) refuseFields(request.query);
    if (!body && typeof request.body === 'object' && request.body !== null) refuseFields(request.body);
    return true;
  }

  private declaredBy(context: ExecutionContext): Declared {
    const handler = context.getHandler();
    let declared = this.handlers.get(handler);
    if (declared === undefined) {
      declared = declaredIn(context.getClass(), handler.name);
      this.handlers.set(handler, declared);
    }
    return declared;
  }
}

function declaredIn(controller: object, method: string): Declared {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as object;
  // Keys are "<kind>:<position>"; those of custom decorators begin with a random name, which may begin with a digit.
  const kinds = new Set(Object.keys(parameters).map((key) => Number(key.split(':', 1)[0])));
  const all = kinds.has(RouteParamtypes.REQUEST);
  return { query: all || kinds.has(RouteParamtypes.QUERY), body: all || kinds.has(RouteParamtypes.BODY) };
}

function refuseFields(sent: object): void {
  const errors: FieldError[] = Object.keys(sent).map((field) => ({ field, message: UNKNOWN_FIELD }));
  if (errors.length === 0) return;
  throw invalidRequest(errors);
}
