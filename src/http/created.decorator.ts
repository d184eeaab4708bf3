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

/** Names what was made by the collection's own path, so that version and prefix stay the caller's. */
class LocationInterceptor implements NestInterceptor<{ id: number }> {
  intercept(context: ExecutionContext, next: CallHandler<{ id: number }>): Observable<{ id: number }> {
    const http = context.switchToHttp();
    const [path = ''] = http.getRequest<FastifyRequest>().url.split('?');
    const reply = http.getResponse<FastifyReply>();
    return next
      .handle()
      .pipe(tap(({ id }) => void reply.header('Location', `${path.replace(/\/$/, '')}/${id}`)));
  }
}

/** A POST that makes a thing with an `id`: 201 with the thing, and where it is in `Location`. */
export const Created = (type: Type, headers: ApiResponseOptions['headers'] = {}) =>
  applyDecorators(
    UseInterceptors(LocationInterceptor),
    ApiCreatedResponse({
      type,
      headers: {
        Location: {
          description: 'The path of what was made',
          schema: { type: 'string', example: '/api/v1/bookings/42' },
        },
        ...headers,
      },
    }),
  );
