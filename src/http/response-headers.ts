import type { FastifyInstance, FastifyReply } from 'fastify';
import type { CacheStatus } from '../cache/store/cache-status.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Adds the headers that every answer has; for those that are sent past the hooks. */
    addResponseHeaders: (reply: FastifyReply) => void;
    /** Those of them that do not depend on the answer, which took so many ms. */
    commonHeaders: (elapsedMs: number) => Readonly<Record<string, string>>;
  }
}

/** Headers of every answer. One hook, written without awaits: each costs every request. */
export function decorateResponses(server: FastifyInstance, cache: CacheStatus): void {
  server.decorate('commonHeaders', (elapsedMs: number) => ({
    'x-response-time': elapsedMs.toFixed(2),
    'x-cache-status': cache.available ? 'available' : 'unavailable',
    'x-content-type-options': 'nosniff',
  }));
  server.decorate('addResponseHeaders', (reply: FastifyReply) => {
    reply.headers(server.commonHeaders(reply.elapsedTime));
    // What says nothing of caching is somebody's, or of this moment.
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
    if (String(reply.getHeader('Content-Type')).startsWith('text/html')) {
      reply.header('X-Frame-Options', 'DENY');
      reply.header('Referrer-Policy', 'no-referrer');
    }
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    server.addResponseHeaders(reply);
    done(null, payload);
  });
}
