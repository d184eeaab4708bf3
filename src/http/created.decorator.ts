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

/** Sets `Location` below the path that was called, so that it keeps the caller's API version and prefix. */
class LocationInterceptor implements NestInterceptor<{ id?: number }> {
  intercept(context: ExecutionContext, next: CallHandler<{ id?: number }>): Observable<{ id?: number }> {
    const http = context.switchToHttp();
    const [path = ''] = http.getRequest<FastifyRequest>().url.split('?');
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      tap(({ id }) => {
        // A preview has made nothing.
        if (id !== undefined) reply.header('Location', `${path.replace(/\/$/, '')}/${id}`);
      }),
    );
  }
}

/** For a POST that creates a resource with an `id`: documents and sends 201 with the resource and its `Location`. */
export const Created = (type: Type, headers: ApiResponseOptions['headers'] = {}) =>
  applyDecorators(
    UseInterceptors(LocationInterceptor),
    ApiCreatedResponse({
      type,
      headers: {
        Location: {
          description: 'The path of the created resource',
          schema: { type: 'string', example: '/api/v1/bookings/42' },
        },
        ...headers,
      },
    }),
  );
