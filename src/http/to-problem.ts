import { HttpException, HttpStatus } from '@nestjs/common';
import { Overloaded } from '../cache/entry/cache.errors.js';
import { DatabaseUnavailable, isRefusal, unavailableBy } from '../database/database.errors.js';
import { LaneFull } from '../time/lane.js';
import { Problem, type ProblemCode } from './problem.js';

/** Problems for errors of Nest and Fastify, by their status. */
const BY_STATUS: Partial<Record<number, [ProblemCode, detail?: string]>> = {
  401: ['unauthenticated'],
  403: ['forbidden'],
  404: ['not-found'],
  405: ['method-not-allowed'],
  409: ['conflict'],
  412: ['version-mismatch'],
  413: ['body-too-large', 'Send a body of at most 64 KB.'],
  414: ['invalid-request', 'Shorten the path: one of its segments is too long.'],
  415: ['unsupported-media-type', 'Send JSON, with Content-Type: application/json.'],
  429: ['rate-limited'],
};

const RETRY_SOON = { 'Retry-After': '1' };

/** Maps any error to a problem; an unexpected one becomes a generic 500 that reveals no details. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // What the server refused for now, also of a statement that nothing repeats.
  const unavailable = isRefusal(error) ? unavailableBy(error) : error;
  if (unavailable instanceof DatabaseUnavailable) {
    return new Problem('database-unavailable', unavailable.message, {
      headers: RETRY_SOON,
      cause: unavailable,
    });
  }
  if (error instanceof LaneFull) {
    return new Problem('overloaded', error.message, { headers: RETRY_SOON, cause: error });
  }
  const status = statusOf(error);
  if (status >= 400 && status < 500) {
    const [code, detail] = BY_STATUS[status] ?? ['invalid-request' as const];
    return new Problem(code, detail ?? (error as Error).message, { cause: error });
  }
  if (status === 503) {
    return new Problem('overloaded', 'The server is busy: try again in a second.', {
      headers: RETRY_SOON,
      cause: error,
    });
  }
  return new Problem('internal-error', 'The error was logged; trying again may help.', { cause: error });
}

function statusOf(error: unknown): number {
  if (error instanceof Overloaded) return HttpStatus.SERVICE_UNAVAILABLE;
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return error instanceof Error && typeof statusCode === 'number' ? statusCode : 500;
}
