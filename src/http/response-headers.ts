import type { FastifyInstance } from 'fastify';
import type { CacheStatus } from '../cache/cache-status.js';

/** Headers of every answer. One hook, written without awaits: each costs every request. */
export function addResponseHeaders(server: FastifyInstance, cache: CacheStatus): void {
  server.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('X-Response-Time', reply.elapsedTime.toFixed(2));
    reply.header('X-Cache-Status', cache.available ? 'available' : 'unavailable');
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('X-Frame-Options', 'DENY');
    reply.header('Referrer-Policy', 'no-referrer');
    done(null, payload);
  });
}
