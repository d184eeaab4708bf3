import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { Database } from '../database/database.js';
import { UnitOfWork } from '../events/unit-of-work.js';
import { etagOfAnswer } from '../http/answers/etag.decorator.js';
import { assertIfMatchTag } from '../http/if-match.js';
import { Problem } from '../http/problem.js';
import { CONDITION, type ConditionalRequest, type Condition } from './condition.js';

type Request = FastifyRequest & ConditionalRequest;

/** Makes writes of resources without a version conditional: see `ChecksIfMatch`. */
@Injectable()
export class IfMatchInterceptor implements NestInterceptor {
  constructor(
    private readonly modules: ModuleRef,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
  ) {}

  /** @throws Problem `version-mismatch` */
  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    const condition = Reflect.getMetadata(CONDITION, context.getHandler()) as Condition<unknown>;
    const request = context.switchToHttp().getRequest<Request>();
    const key = condition.keyOf(request);
    // What is malformed is refused by the route's pipes, which come later.
    if (key === undefined) return next.handle();
    const controller: unknown = this.modules.get(context.getClass(), { strict: false });
    return this.checked(condition, key, controller, request, context.switchToHttp().getResponse(), next);
  }

  private async checked(
    { lock, read }: Condition<unknown>,
    key: readonly unknown[],
    controller: unknown,
    request: Request,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    const answer = await this.unitOfWork.run(async () => {
      const field = request.headers['if-match'];
      if (field !== undefined) {
        await this.database.query(lock, key);
        assertIfMatchTag(field, await this.present(request, () => read(controller, request)));
      }
      const written: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      // A preview of what is to be made leaves nothing to name.
      const tag =
        request.method === 'DELETE'
          ? undefined
          : await this.present(request, () => read(controller, request));
      if (tag !== undefined) reply.header('ETag', tag);
      return written;
    });
    return of(answer);
  }

  /** The tag of what is there; `undefined` if a PUT may make it. */
  private async present({ method }: Request, read: () => Promise<unknown>): Promise<string | undefined> {
    try {
      return etagOfAnswer(await read());
    } catch (error) {
      if (method === 'PUT' && error instanceof Problem && error.code === 'not-found') return undefined;
      throw error;
    }
  }
}
