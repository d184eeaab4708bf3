import type { OutgoingHttpHeaders } from 'node:http';
import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CacheAnswer } from '../cache/cache.answer.js';
import { etagOf } from '../cache/entry.codec.js';
import { cacheStatusField, matchesNoneOf } from './cache-headers.js';

/** A handler's result with the cached read it comes from; made by `@AnswersFromCache()`, sent by the adapter. */
export class CachedReply {
  private readonly text: string;
  private readonly etag: string;

  /**
   * @param answer says how the result came about.
   * @param value what to send where it is not the read's own body.
   */
  constructor(
    private readonly answer: CacheAnswer,
    value?: unknown,
  ) {
    const { body, etag } = answer.entry;
    const isOwn = value === undefined && body.isJson;
    this.text = isOwn ? body.text : JSON.stringify(value === undefined ? answer.entry.value : value);
    this.etag = isOwn ? etag : etagOf(this.text);
  }

  /** Past Fastify, which takes as long to send a text with its headers as the cache takes to find it. */
  send(reply: FastifyReply): void {
    const { headers } = reply.request;
    const sent: OutgoingHttpHeaders = {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      ...reply.server.commonHeaders(reply.elapsedTime),
      'cache-status': cacheStatusField(this.answer),
      'cache-control': headers.authorization === undefined ? 'no-cache' : 'private, no-cache',
      etag: this.etag,
    };
    if (matchesNoneOf(headers['if-none-match'], this.etag)) {
      reply.raw.writeHead(HttpStatus.NOT_MODIFIED, sent).end();
      return;
    }
    reply.raw
      .writeHead(reply.statusCode, {
        ...sent,
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(this.text),
      })
      .end(this.text);
  }
}
