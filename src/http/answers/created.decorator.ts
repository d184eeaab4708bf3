import { posix } from 'node:path';
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { ApiCreatedResponse, type ApiResponseOptions } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { etagOfAnswer } from './etag.decorator.js';

interface CreatedAnswer {
  /** A preview has made nothing. */
  readonly id?: number;
  /** What the change has done to others is no part of the resource. */
  readonly affected?: unknown;
  readonly affectedTotal?: unknown;
}

/**
 * Sets `Location` below the path that was called, so that it keeps the caller's API version and prefix, and the `ETag` that a GET of the
 * resource answers, where the handler has set none.
 */
class LocationInterceptor implements NestInterceptor<CreatedAnswer> {
  constructor(private readonly collection: string) {}

  intercept(context: ExecutionContext, next: CallHandler<CreatedAnswer>): Observable<CreatedAnswer> {
    const http = context.switchToHttp();
    const [path = ''] = http.getRequest<FastifyRequest>().url.split('?');
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      tap(({ affected: _affected, affectedTotal: _total, ...resource }) => {
        if (resource.id === undefined) return;
        reply.header('Location', posix.join(path, this.collection, String(resource.id)));
        if (!reply.hasHeader('ETag')) reply.header('ETag', etagOfAnswer(resource));
      }),
    );
  }
}

/**
 * For a POST that creates a resource with an `id`: documents and sends 201 with the resource and its `Location`.
 * @param collection where the resource is found, relative to the path that was called
 */
export const Created = (type: Type, headers: ApiResponseOptions['headers'] = {}, collection = '.') =>
  applyDecorators(
    UseInterceptors(new LocationInterceptor(collection)),
    ApiCreatedResponse({
      type,
      headers: {
        Location: {
          description: 'The path of the created resource',
          schema: { type: 'string', example: '/api/v1/bookings/42' },
        },
        ETag: {
          description: 'Of the created resource, for `If-Match`',
          schema: { type: 'string', example: '"Zl3WjxPbRk2Ht0yQ1uVnAc"' },
        },
        ...headers,
      },
    }),
  );
