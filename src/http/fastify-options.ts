import type { FastifyServerOptions } from 'fastify';
import type { Env } from '../config/env.js';
import { sendProblem } from './send-problem.js';
import { toProblem } from './to-problem.js';
import { parseQueryString } from './validation/query-string.js';

const BODY_LIMIT_BYTES = 64 * 1024;

/** What Fastify must know before the application is built. */
export function fastifyOptions(env: Env): FastifyServerOptions {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: env.TRUST_PROXY,
    // A keep-alive connection that is idle would hold up the shutdown for its whole timeout.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, querystringParser: parseQueryString },
    // Raised by the router: no route, and so none of Nest's filters, has been found yet.
    frameworkErrors: (error, _request, reply) => sendProblem(reply, toProblem(error)),
  };
}
