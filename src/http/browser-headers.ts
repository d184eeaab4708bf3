import type { FastifyInstance } from 'fastify';
import type { HttpSettings } from '../config/settings.js';
import { invalidRequest } from './problem.js';
import { DAY_SECONDS } from '../time/durations.js';

const A_YEAR_SECONDS = 365 * DAY_SECONDS;

/** Makes browsers keep to HTTPS, where the proxy says that they came by it. */
export function addStrictTransport(server: FastifyInstance, { TRUST_PROXY }: HttpSettings): void {
  if (TRUST_PROXY === false) return;
  server.addHook('onRequest', (request, reply, done) => {
    if (request.protocol === 'https') {
      reply.header('Strict-Transport-Security', `max-age=${A_YEAR_SECONDS}`);
    }
    done();
  });
}

/**
 * Refuses a request with several `Host` fields (RFC 9112, 3.2): Node takes the first, and a proxy before it may take another. Since HTTP/1.1
 * also one with none.
 */
export function refuseOtherThanOneHost(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    const { rawHeaders } = raw;
    let hosts = 0;
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index];
      if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
    }
    const isMissing = hosts === 0 && raw.httpVersion !== '1.0';
    if (hosts > 1 || isMissing) done(invalidRequest([], { detail: 'Send one Host header.' }));
    else done();
  });
}
