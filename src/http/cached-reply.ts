import type { OutgoingHttpHeaders } from 'node:http';
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
    const { entry } = this.answer;
    const fields = {
      'cache-status': cacheStatusField(this.answer),
      'cache-control': headers.authorization === undefined ? 'no-cache' : 'private, no-cache',
    };
    if (this.value !== undefined || !entry.body.isJson) {
      reply.headers(fields).send(this.value === undefined ? entry.value : this.value);
      return;
    }
    const { body, etag } = entry;
    // Past Fastify, which takes as long to send a text with its headers as the cache takes to find it.
    const sent = {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      ...reply.server.commonHeaders(reply),
      ...fields,
      etag,
    };
    if (matchesNoneOf(headers['if-none-match'], etag)) {
      reply.raw.writeHead(HttpStatus.NOT_MODIFIED, sent).end();
      return;
    }
    reply.raw
      .writeHead(reply.statusCode, {
        ...sent,
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body.text),
      })
      .end(body.text);
  }
}
