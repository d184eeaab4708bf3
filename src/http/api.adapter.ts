import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { CachedReply } from './answers/cached-reply.js';
import { restoredReply } from './answers/intercepted-replies.module.js';
import { sendJson } from './answers/json-answer.js';

/** Nest's adapter for Fastify that can also send a {@link CachedReply}. */
export class ApiAdapter extends FastifyAdapter {
  override reply(...args: Parameters<FastifyAdapter['reply']>): ReturnType<FastifyAdapter['reply']> {
    const [response, result, status] = args;
    const reply = response as FastifyReply;
    const body = result instanceof CachedReply ? result : restoredReply(reply, result);
    if (!(body instanceof CachedReply)) {
      if (!isPlain(body) || reply.hasHeader('content-type')) return super.reply(...args);
      if (status !== undefined) void reply.code(status);
      return sendJson(reply, body);
    }
    if (body.isUncacheable) {
      body.describe(reply);
      return super.reply(reply, body.value, status);
    }
    // Nest waits for the returned reply until it is sent.
    void body.send(reply);
    return reply;
  }
}

/** Not what Fastify sends in another way: streams, buffers, files, errors. */
function isPlain(body: unknown): body is object {
  if (typeof body !== 'object' || body === null) return false;
  return Array.isArray(body) || Object.getPrototypeOf(body) === Object.prototype;
}
