import type { FastifyInstance, FastifyReply } from 'fastify';
import type { CacheStatus } from '../cache/store/cache-status.js';
import { AnswerMemory } from './answers/answer-memory.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Adds the headers that every response has; for responses that bypass the hooks. */
    addResponseHeaders: (reply: FastifyReply) => void;
    /** The headers that do not depend on the response's content. */
    commonHeaders: (elapsedMs: number, requestId: string) => Readonly<Record<string, string>>;
    /** Call before an answer of so many bytes is written; for answers that bypass the hooks. See {@link AnswerMemory}. */
    holdAnswer: (reply: FastifyReply, bytes: number) => void;
  }
}

/** For pages that bring none of their own: those of `/docs`, whose styles are inline. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Adds the headers of every response, and counts what it holds. A single synchronous hook, because every request pays for each hook. */
export function decorateResponses(server: FastifyInstance, cache: CacheStatus): void {
  server.decorate('commonHeaders', (elapsedMs: number, requestId: string) => ({
    'x-request-id': requestId,
    'x-response-time': elapsedMs.toFixed(2),
    'x-cache-status': cache.available ? 'available' : 'unavailable',
    'x-content-type-options': 'nosniff',
  }));
  server.decorate('addResponseHeaders', (reply: FastifyReply) => {
    reply.headers(server.commonHeaders(reply.elapsedTime, reply.request.id));
    // A response that does not say how it may be cached is personal or changes at any moment.
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
    if (String(reply.getHeader('Content-Type')).startsWith('text/html')) {
      reply.header('X-Frame-Options', 'DENY');
      reply.header('Referrer-Policy', 'no-referrer');
      if (!reply.hasHeader('Content-Security-Policy')) reply.header('Content-Security-Policy', PAGE_POLICY);
    }
  });
  const memory = new AnswerMemory();
  server.decorate('holdAnswer', (reply: FastifyReply, bytes: number) => memory.hold(reply, bytes));
  server.addHook('onSend', (_request, reply, payload, done) => {
    server.addResponseHeaders(reply);
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) server.holdAnswer(reply, payload.length);
    done(null, payload);
  });
}
