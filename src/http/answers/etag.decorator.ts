import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  HttpStatus,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { etagOf } from '../../cache/entry/entry.codec.js';
import { matchesNoneOf } from './cache-headers.js';

/** The strong entity tag of an answer, as it is sent. */
export function etagOfAnswer(value: unknown): string {
  return etagOf(JSON.stringify(value));
}

class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { headers } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((value: unknown) => {
        const etag = etagOfAnswer(value);
        reply.header('ETag', etag);
        if (!matchesNoneOf(headers['if-none-match'], etag)) return value;
        reply.status(HttpStatus.NOT_MODIFIED);
        return undefined;
      }),
    );
  }
}

/** For a GET of a single resource that is not cached: sends its `ETag`, and 304 to who has it. */
export const HasEtag = () =>
  applyDecorators(
    UseInterceptors(EtagInterceptor),
    ApiResponse({
      status: HttpStatus.NOT_MODIFIED,
      description: 'The client’s copy, named by `If-None-Match`, is still current',
      headers: { ETag: { $ref: '#/components/headers/ETag' } },
    }),
  );
