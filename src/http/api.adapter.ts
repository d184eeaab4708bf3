import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { CachedReply } from './cached-reply.js';

/** Nest's adapter for Fastify that can also send a {@link CachedReply}. */
export class ApiAdapter extends FastifyAdapter {
  override reply(...args: Parameters<FastifyAdapter['reply']>): ReturnType<FastifyAdapter['reply']> {
    const [response, body, status] = args;
    if (!(body instanceof CachedReply)) return super.reply(...args);
    if (body.isUncacheable) {
      body.describe(response as FastifyReply);
      return super.reply(response, body.value, status);
    }
    // Nest waits for the returned reply until it is sent.
    void body.send(response as FastifyReply);
    return response as FastifyReply;
  }
}
