import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CacheAnswer } from '../cache/cache.answer.js';
import { cacheStatusField, matchesNoneOf } from './cache-headers.js';

/** A handler's result with the cached read it comes from; made by `@AnswersFromCache()`, sent by the adapter. */
export class CachedReply {
  /** @param value what to send where it is not the read's own body. */
  constructor(
    private readonly answer: CacheAnswer,
    private readonly value?: unknown,
  ) {}

  /** The body as the cache keeps it, and by `ETag`, `Cache-Status` and `Cache-Control` what it is. */
  send(reply: FastifyReply): void {
    const { headers } = reply.request;
    reply.header('Cache-Status', cacheStatusField(this.answer));
    reply.header('Cache-Control', headers.authorization === undefined ? 'no-cache' : 'private, no-cache');
    const { entry } = this.answer;
    if (this.value !== undefined || !entry.body.isJson) {
      reply.send(this.value === undefined ? entry.value : this.value);
      return;
    }
    const { body, etag } = entry;
    reply.header('ETag', etag);
    if (matchesNoneOf(headers['if-none-match'], etag)) {
      reply.code(HttpStatus.NOT_MODIFIED).send();
      return;
    }
    reply.header('Content-Type', 'application/json; charset=utf-8');
    reply.send(body.text);
  }
}
