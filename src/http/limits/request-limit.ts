import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HttpSettings } from '../../config/settings.js';
import { MINUTE_MS } from '../../time/durations.js';
import { subscriberOf } from '../address.js';
import { FixedWindow } from './fixed-window.js';
import { policyOf, type RateLimit, rateLimited } from './rate-limited.js';
import { currentReply } from '../request-id.js';

/** Probes must not use up the limit of the address that they come from; their answers cost next to nothing. */
const EXEMPT = new Set(['/health', '/health/live', '/health/ready', '/health/startup']);

/**
 * Answers 429 to an address after so many requests in a minute. A request that may take more than about 10 ms of a core counts as several
 * (ADR 0032). Every answer says how many are left (draft-ietf-httpapi-ratelimit-headers).
 */
@Injectable()
export class RequestLimit {
  private readonly limit: RateLimit & { readonly seconds: number };
  private readonly policy: string;
  private readonly requests: FixedWindow;

  constructor({ RATE_LIMIT_PER_MINUTE: perMinute }: HttpSettings) {
    this.limit = { name: 'address', limit: perMinute, seconds: 60 };
    this.policy = policyOf(this.limit);
    this.requests = new FixedWindow(perMinute, MINUTE_MS);
  }

  /** Counts every request from now on. */
  addTo(server: FastifyInstance): void {
    const { limit: perMinute } = this.limit;
    if (perMinute === 0) return;
    server.addHook('onRequest', (request, reply, done) => {
      if (EXEMPT.has(request.routeOptions.url ?? '')) return done();
      const left = this.requests.take(subscriberOf(request.ip));
      this.show(reply, Math.max(0, left));
      if (left >= 0) return done();
      const wait = this.requests.secondsLeft;
      const detail = `At most ${perMinute} requests a minute are allowed: try again in ${wait} s.`;
      done(rateLimited(this.limit, wait, detail));
    });
  }

  /**
   * Lets the current request count as `times` requests, at most as half of a minute's. Call it before the work. Jobs do not count.
   * @param advice how to ask for less, if one can: completes the sentence "try again in 9 s, or …"
   * @returns takes back some of it, for work that was not needed after all
   * @throws Problem `rate-limited` if not so many are left
   */
  charge(times: number, advice?: string): (unneeded: number) => void {
    const reply = currentReply();
    const { limit: perMinute } = this.limit;
    if (reply === undefined || perMinute === 0 || times <= 1) return () => undefined;
    const subscriber = subscriberOf(reply.request.ip);
    // The request itself is counted already.
    const more = Math.min(times, Math.ceil(perMinute / 2)) - 1;
    const left = this.requests.count(subscriber, 0);
    if (left < more) {
      const wait = this.requests.secondsLeft;
      throw rateLimited(
        this.limit,
        wait,
        `This request counts as ${more + 1} of the ${perMinute} requests a minute that are allowed, and ${left + 1} are left: ` +
          `try again in ${wait} s${advice === undefined ? '' : `, or ${advice}`}.`,
        left,
      );
    }
    this.show(reply, this.requests.count(subscriber, more));
    return (unneeded) => this.show(reply, this.requests.count(subscriber, -Math.min(unneeded, more)));
  }

  private show(reply: FastifyReply, left: number): void {
    if (reply.raw.headersSent) return;
    reply.header('RateLimit-Policy', this.policy);
    reply.header('RateLimit', `"address";r=${left};t=${this.requests.secondsLeft}`);
  }
}
