import { Problem } from '../problem.js';

/** How often something may happen in a window of some seconds; without `seconds`, how many of it may be at a time. */
export interface RateLimit {
  /** Identifies the limit in headers, and in the keys of counters. */
  readonly name: string;
  readonly limit: number;
  readonly seconds?: number;
}

/** The field `RateLimit-Policy` of a limit. */
export function policyOf({ name, limit, seconds }: RateLimit): string {
  return `"${name}";q=${limit}${seconds === undefined ? '' : `;w=${seconds}`}`;
}

/**
 * The problem 429 of a request that the limit refused. Its headers show this limit (draft-ietf-httpapi-ratelimit-headers) in place of
 * what the address has left.
 * @param wait seconds after which to try again
 * @param detail one sentence for the caller
 * @param left how many are left, fewer than the request counts as
 */
export function rateLimited(limit: RateLimit, wait: number, detail: string, left = 0): Problem {
  return new Problem('rate-limited', detail, {
    headers: {
      'Retry-After': String(wait),
      RateLimit: `"${limit.name}";r=${left};t=${wait}`,
      'RateLimit-Policy': policyOf(limit),
    },
  });
}
