import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpSettings } from '../config/settings.js';

const READS = ['GET', 'HEAD'];
const CONDITIONAL = ['If-None-Match', 'Last-Event-ID', 'X-Request-Id', 'Traceparent'];
const ALL = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'Prefer', ...CONDITIONAL];
const EXPOSED =
  'ETag, Location, Idempotency-Replayed, Preference-Applied, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, Cache-Status, ' +
  'X-Cache-Status, X-Request-Id, X-Response-Time';
const REMEMBERED_SECONDS = 600;

/**
 * Lets pages of CORS_ORIGINS call the API from browsers; without the setting, none. Listed origins may do everything that a
 * token allows; `*` stands for reads without a token. Cookies are never sent along.
 */
export async function addCors(
  server: FastifyInstance,
  { CORS_ORIGINS: origins }: HttpSettings,
): Promise<void> {
  if (origins === undefined) return;
  await server.register(cors, () => (request: FastifyRequest, answer: Answer) => {
    answer(null, origins === '*' ? publicReads(request) : forPages(origins));
  });
}

type Answer = (error: Error | null, options?: FastifyCorsOptions) => void;

const shared = { exposedHeaders: EXPOSED, maxAge: REMEMBERED_SECONDS, strictPreflight: false };

function forPages(origins: readonly string[]): FastifyCorsOptions {
  return {
    ...shared,
    origin: [...origins],
    methods: [...READS, 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ALL,
  };
}

function publicReads({ method, headers }: FastifyRequest): FastifyCorsOptions {
  const wanted = method === 'OPTIONS' ? headers['access-control-request-method'] : method;
  const isRead = READS.includes(String(wanted)) && headers.authorization === undefined;
  return { ...shared, origin: isRead ? '*' : false, methods: READS, allowedHeaders: CONDITIONAL };
}
