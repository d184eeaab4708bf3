import type { FastifyInstance } from 'fastify';
import { MINUTE_MS } from '../time/durations.js';
import { subscriberOf } from './address.js';
import { FixedWindow } from './fixed-window.js';
import { Problem } from './problem.js';

/** Probes must not use up the limit of the address that they come from; their answers cost next to nothing. */
const EXEMPT = new Set(['/health', '/health/live', '/health/ready', '/health/startup']);

/** Answers 429 to an address after `perMinute` requests in a minute; 0 sets no limit. */
export function addRequestLimit(server: FastifyInstance, perMinute: number): void {
  if (perMinute === 0) return;
  const requests = new FixedWindow(perMinute, MINUTE_MS);
  server.addHook('onRequest', (request, _reply, done) => {
    if (EXEMPT.has(request.routeOptions.url ?? '')) return done();
    const subscriber = subscriberOf(request.ip);
    const seconds = requests.waitSeconds(subscriber);
    if (seconds > 0) {
      return done(
        new Problem(
          'rate-limited',
          `At most ${perMinute} requests a minute are allowed: try again in ${seconds} s.`,
          {
            headers: {
              'Retry-After': String(seconds),
              // draft-ietf-httpapi-ratelimit-headers
              RateLimit: `"address";r=0;t=${seconds}`,
              'RateLimit-Policy': `"address";q=${perMinute};w=60`,
            },
          },
        ),
      );
    }
    requests.count(subscriber);
    done();
  });
}
