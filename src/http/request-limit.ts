import type { FastifyInstance } from 'fastify';
import { MINUTE_MS } from '../time/durations.js';
import { subscriberOf } from './address.js';
import { FixedWindow } from './fixed-window.js';
import { Problem } from './problem.js';

/** Whoever watches the server must not be the one who locks it. */
const EXEMPT = /^\/(health|metrics)\b/;

/** Refuses requests beyond `perMinute` of one address with 429; 0: never. */
export function addRequestLimit(server: FastifyInstance, perMinute: number): void {
  if (perMinute === 0) return;
  const requests = new FixedWindow(perMinute, MINUTE_MS);
  server.addHook('onRequest', (request, _reply, done) => {
    if (EXEMPT.test(request.url)) return done();
    const subscriber = subscriberOf(request.ip);
    const seconds = requests.waitSeconds(subscriber);
    if (seconds > 0) {
      return done(
        new Problem('rate-limited', `At most ${perMinute} requests a minute: go on in ${seconds} s.`, {
          headers: { 'Retry-After': String(seconds) },
        }),
      );
    }
    requests.count(subscriber);
    done();
  });
}
