import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  HttpStatus,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ReadScope, runInReadScope } from '../cache/read-scope.js';
import { Clock } from '../config/clock.js';
import { cacheStatusField, matchesNoneOf } from './cache-headers.js';

/**
 * Sends the body that the cache keeps, as it is, when the handler returns the value of its last cached read; and says by
 * `ETag`, `Cache-Status` and `Cache-Control` what was sent. Another value is sent as any handler's.
 */
@Injectable()
export class CachedAnswerInterceptor implements NestInterceptor {
  constructor(private readonly clock: Clock) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const scope = new ReadScope();
    return runInReadScope(scope, () => next.handle()).pipe(
      map((value) =>
        this.finish(scope, value, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()),
      ),
    );
  }

  private finish(scope: ReadScope, value: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
    const { answer } = scope;
    if (answer === undefined) return value;
    reply.header('Cache-Status', cacheStatusField(answer, this.clock.now()));
    reply.header(
      'Cache-Control',
      request.headers.authorization === undefined ? 'no-cache' : 'private, no-cache',
    );
    if (answer.entry.value !== value) return value;
    reply.header('ETag', answer.entry.etag);
    if (matchesNoneOf(request.headers['if-none-match'], answer.entry.etag)) {
      reply.code(HttpStatus.NOT_MODIFIED);
      return undefined;
    }
    reply.header('Content-Type', 'application/json; charset=utf-8');
    return answer.entry.body;
  }
}

/** Marks a route whose answer is a cached read. */
export const AnswersFromCache = () => applyDecorators(UseInterceptors(CachedAnswerInterceptor));
