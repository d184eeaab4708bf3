import { hash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';
import { ModuleRef } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { UnitOfWork } from '../events/unit-of-work.js';
import { invalidField } from '../http/problem.js';
import { DtoPipe } from '../http/validation/dto.pipe.js';
import { currentSubscriber } from '../http/request-id.js';
import { IdempotencyKeys, type KeyOwner } from './idempotency-keys.js';
import { REPLAY, type Replay } from './replay.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
/** Headers that handlers and their interceptors give an answer. */
const KEPT_HEADERS = ['etag', 'location', 'cache-control'] as const;
/** The only route of the release before whose requests had keys: their hashes contain no path. */
const WITHOUT_PATH = '/bookings';
const BODY: number = RouteParamtypes.BODY;

interface Request extends FastifyRequest {
  readonly caller?: {
    readonly id: number;
    readonly role: string;
    readonly locationIds: readonly number[];
  };
}

/** Answers repeated requests of a route with {@link Idempotent}. Requests without a key, and previews, are not recorded. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly bodies = new DtoPipe();

  constructor(
    private readonly modules: ModuleRef,
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: IdempotencyKeys,
  ) {}

  /** @throws Problem `invalid-request` for a malformed key or body, `idempotency-key-reused` for another request under this key */
  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const key = request.headers['idempotency-key'];
    if (key === undefined || isPreview(request)) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw invalidField('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
    }
    const type = Reflect.getMetadata(REPLAY, context.getHandler()) as new () => Replay;
    const replay = this.modules.get(type, { strict: false });
    const requestHash = hashOf(
      request.url,
      replay.fieldsOf(this.bodyOf(context, request.body)),
      replay.hashed,
    );
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return this.once(ownerOf(request), key, requestHash, replay, reply, next);
  }

  private async once(
    owner: KeyOwner,
    key: string,
    requestHash: string,
    replay: Replay,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    const body = await this.unitOfWork.run(async () => {
      const known = await this.keys.claim(owner, key, requestHash);
      if (known !== undefined) {
        reply.headers({ ...known.headers, 'Idempotency-Replayed': 'true' });
        return replay.again(known.body);
      }
      const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.keys.store(
        owner,
        key,
        { body: replay.stored(answer), headers: headersOf(reply) },
        await replay.clientIn(answer),
      );
      return answer;
    });
    return of(body);
  }

  /** The body as the handler will get it, so that a malformed one is refused before its key is used. */
  private bodyOf(context: ExecutionContext, body: unknown): object {
    const [controller, handler] = [context.getClass(), context.getHandler()];
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ?? {}) as Record<
      string,
      { index: number }
    >;
    const declared = Object.entries(parameters).find(([name]) => Number(name.split(':', 1)[0]) === BODY);
    if (declared === undefined) return {};
    const types = Reflect.getMetadata(
      'design:paramtypes',
      controller.prototype as object,
      handler.name,
    ) as (new () => object)[];
    const metatype = types[declared[1].index];
    return this.bodies.transform(body, { type: 'body', ...(metatype && { metatype }) }) as object;
  }
}

function ownerOf({ caller }: Request): KeyOwner {
  if (caller === undefined) return { guest: digest(currentSubscriber() ?? '') };
  return { account: caller.id, rights: `${caller.role} ${caller.locationIds.join()}` };
}

/** Serialises the fields in a fixed order, at any depth, so that their order in the request does not matter. */
function hashOf(url: string, body: object, always: readonly string[]): string {
  const fields = Object.entries(body).filter(([name, value]) => value !== undefined || always.includes(name));
  const canonical = JSON.stringify(sorted(fields), (_name, value: unknown) =>
    isRecord(value) ? Object.fromEntries(sorted(Object.entries(value))) : value,
  );
  const path = url.replace(/^\/api\/v\d+/, '');
  const request = path === WITHOUT_PATH ? canonical : `${path}\n${canonical}`;
  return digest(request);
}

const sorted = (fields: [name: string, value: unknown][]) => fields.toSorted(([a], [b]) => (a < b ? -1 : 1));

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** It changes nothing, and its answer is another one than that of the change. */
function isPreview({ query }: Request): boolean {
  return ['true', '1'].includes(String((query as { preview?: unknown } | undefined)?.preview));
}

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}
