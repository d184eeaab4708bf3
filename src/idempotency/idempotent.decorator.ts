import { applyDecorators, SetMetadata, type Type, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { Problems } from '../http/openapi/problems.decorator.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { REPLAY, Replay } from './replay.js';

/**
 * For a POST: a request that repeats a key of the same caller with the same body within a day is answered with the first result.
 * The handler and the record of its answer are one unit of work, so the handler must have no effect outside the database.
 *
 * @param replay what the route's answers contain and how they are answered again; default: as they were
 */
export const Idempotent = (replay: Type<Replay> = Replay) =>
  applyDecorators(
    SetMetadata(REPLAY, replay),
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Repeating a key with the same body within a day answers the first result, with `Idempotency-Replayed: true`, instead ' +
        'of doing it again',
      schema: { type: 'string', maxLength: 255, example: '8e03978e-40d5-43e8-bc93-6894a57f9324' },
    }),
    Problems('idempotency-key-reused'),
  );
