import type { FastifyInstance } from 'fastify';
import { MINUTE_MS } from '../time/durations.js';
import { subscriberOf } from './address.js';
import { FixedWindow } from './fixed-window.js';
import { policyOf, rateLimited } from './rate-limited.js';

/** Probes must not use up the limit of the address that they come from; their answers cost next to nothing. */
const EXEMPT = new Set(['/health', '/health/live', '/health/ready', '/health/startup']);

/**
 * Answers 429 to an address after `perMinute` requests in a minute; 0 sets no limit. Every answer says how many are left
 * (draft-ietf-httpapi-ratelimit-headers).
 */
export function addRequestLimit(server: FastifyInstance, perMinute: number): void {
  if (perMinute === 0) return;
  const limit = { name: 'address', limit: perMinute, seconds: 60 };
  const policy = policyOf(limit);
  const requests = new FixedWindow(perMinute, MINUTE_MS);
  server.addHook('onRequest', (request, reply, done) => {
    if (EXEMPT.has(request.routeOptions.url ?? '')) return done();
    const subscriber = subscriberOf(request.ip);
    const wait = requests.waitSeconds(subscriber);
    const left = wait > 0 ? 0 : requests.count(subscriber);
    reply.header('RateLimit-Policy', policy);
    reply.header('RateLimit', `"address";r=${left};t=${requests.secondsLeft}`);
    if (wait === 0) return done();
    done(
      rateLimited(limit, wait, `At most ${perMinute} requests a minute are allowed: try again in ${wait} s.`),
    );
  });
}
