import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './operations.js';

type Response = { headers?: Record<string, object> };

const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string' as const, example },
});

/** Declared once; responses refer to them. */
const HEADERS = {
  'X-Request-Id': text(
    'Identifies the request in the log: the id that it was sent with, else a new one',
    '8e03978e-40d5-43e8-bc93-6894a57f9324',
  ),
  'X-Response-Time': text('Milliseconds that the server took', '1.25'),
  'X-Cache-Status': {
    description: 'Whether reads are served from the cache',
    schema: { type: 'string' as const, enum: ['available', 'unavailable'], example: 'available' },
  },
  ETag: text('Identifies this state of the resource: for `If-Match` and `If-None-Match`', '"1"'),
  'Cache-Status': text('How the cache answered (RFC 9211)', 'BookedBarber; hit; ttl=42'),
  'Cache-Control': text('`no-cache`: ask again with `If-None-Match` before using it', 'private, no-cache'),
  'Retry-After': text('Seconds after which to try again', '1'),
  'WWW-Authenticate': text('How to authenticate (RFC 6750)', 'Bearer realm="BookedBarber"'),
  RateLimit: text(
    'Requests that remain in the window, and the seconds until it ends (draft-ietf-httpapi-ratelimit-headers); unless the limit is off. A 429 shows the limit that refused the request',
    '"address";r=599;t=30',
  ),
  'RateLimit-Policy': text('Requests allowed in a window, and its seconds', '"address";q=600;w=60'),
};
type Name = keyof typeof HEADERS;

const ALWAYS: readonly Name[] = ['X-Request-Id', 'X-Response-Time', 'X-Cache-Status'];
const LIMITED: readonly Name[] = ['RateLimit', 'RateLimit-Policy'];
/** Probes take no part in the limit. */
const PROBES = /^\/health\b/;
const CACHED: readonly Name[] = ['ETag', 'Cache-Status', 'Cache-Control'];

/**
 * Declares the headers of all responses; routes with a 304 are those that answer from the cache, unless they say that it has an `ETag` (`HasEtag`).
 * Changes the document in place.
 */
export function documentHeaders(document: OpenAPIObject): void {
  document.components ??= {};
  document.components.headers = { ...HEADERS };
  for (const { path, operation } of operationsOf(document)) {
    const unchanged = operation.responses['304'] as Response | undefined;
    const ofRead =
      unchanged === undefined ? [] : unchanged.headers === undefined ? CACHED : (['ETag'] as const);
    for (const [status, response] of Object.entries(operation.responses)) {
      const added = [
        ...ALWAYS,
        ...(PROBES.test(path) ? [] : LIMITED),
        ...(/^[23]/.test(status) ? ofRead : []),
        ...ofProblem(status),
      ];
      const known = (response as Response).headers;
      (response as Response).headers = { ...Object.fromEntries(added.map(reference)), ...known };
    }
  }
}

function ofProblem(status: string): readonly Name[] {
  if (status === '401') return ['WWW-Authenticate'];
  if (status === '429') return ['Retry-After'];
  return status === '503' ? ['Retry-After'] : [];
}

function reference(name: Name): [Name, object] {
  return [name, { $ref: `#/components/headers/${name}` }];
}
