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

/** Name, address or nothing, and a port (RFC 9110, 7.2; RFC 3986, 3.2.2). */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\da-fv.:]+\])(?::\d*)?$/i;

/**
 * Refuses a request with several `Host` fields (RFC 9112, 3.2): Node takes the first, and a proxy before it may take another. Since HTTP/1.1
 * also one with none. A `Host` that is neither a name nor an address is refused as well.
 */
export function refuseOtherThanOneHost(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    const { rawHeaders } = raw;
    let hosts = 0;
    let isValid = true;
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index];
      if (name?.length !== 4 || name.toLowerCase() !== 'host') continue;
      hosts++;
      isValid &&= HOST.test(rawHeaders[index + 1] ?? '');
    }
    const isMissing = hosts === 0 && raw.httpVersion !== '1.0';
    if (hosts > 1 || isMissing || !isValid)
      done(
        invalidRequest([], {
          detail: 'Send one Host header: a name or an address, and a port if there is one.',
        }),
      );
    else done();
  });
}
