import { HttpException, HttpStatus } from '@nestjs/common';
import { Overloaded } from '../cache/entry/cache.errors.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { Problem, type ProblemCode } from './problem.js';

/** By the status of an error that is not ours: Nest's, or Fastify's as Nest hands it on. */
const BY_STATUS: Partial<Record<number, [ProblemCode, detail?: string]>> = {
  401: ['unauthenticated'],
  403: ['forbidden'],
  404: ['not-found'],
  405: ['method-not-allowed'],
  409: ['conflict'],
  412: ['version-mismatch'],
  413: ['body-too-large', 'A body may have 64 KB at most.'],
  414: ['invalid-request', 'A part of the path is too long.'],
  415: ['unsupported-media-type', 'Send JSON, with Content-Type: application/json.'],
  429: ['rate-limited'],
};

const RETRY_SOON = { 'Retry-After': '1' };

/** What a client is told of any error that was thrown; of what it is not to know, that something went wrong. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseUnavailable) {
    return new Problem('database-unavailable', error.message, { headers: RETRY_SOON, cause: error });
  }
  const status = statusOf(error);
  if (status >= 400 && status < 500) {
    const [code, detail] = BY_STATUS[status] ?? ['invalid-request' as const];
    return new Problem(code, detail ?? (error as Error).message, { cause: error });
  }
  if (status === 503) {
    return new Problem('overloaded', 'The server cannot answer at the moment.', {
      headers: RETRY_SOON,
      cause: error,
    });
  }
  return new Problem('internal-error', 'The error was logged. Trying again may help.', { cause: error });
}

function statusOf(error: unknown): number {
  if (error instanceof Overloaded) return HttpStatus.SERVICE_UNAVAILABLE;
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return error instanceof Error && typeof statusCode === 'number' ? statusCode : 500;
}
