import { HttpException } from '@nestjs/common';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { Problem, type ProblemCode } from './problem.js';

const BY_FASTIFY_CODE: Record<string, [ProblemCode, detail: string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'A body may have 64 KB at most.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'Send JSON as Content-Type: application/json.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid-request', 'The body is not as long as Content-Length says.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid-request', 'The Content-Type promises JSON, but there is no body.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid-request', 'The body is not valid JSON.'],
  FST_ERR_BAD_URL: ['invalid-request', 'The path of the URL is malformed.'],
  FST_ERR_MAX_PARAM_LENGTH: ['invalid-request', 'A part of the path is too long.'],
};

const BY_STATUS: Partial<Record<number, ProblemCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  409: 'conflict',
  412: 'version-mismatch',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  429: 'rate-limited',
};

const RETRY_SOON = { 'Retry-After': '1' };

/** What a client is told of any error that was thrown; of what it is not to know, that something went wrong. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseUnavailable) {
    return new Problem('database-unavailable', error.message, { headers: RETRY_SOON, cause: error });
  }
  if (error instanceof HttpException) return ofStatus(error.getStatus(), error);
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? BY_FASTIFY_CODE[code] : undefined;
  if (known !== undefined) return new Problem(known[0], known[1], { cause: error });
  return ofStatus(typeof statusCode === 'number' ? statusCode : 500, error);
}

function ofStatus(status: number, cause: unknown): Problem {
  if (status >= 400 && status < 500) {
    const detail = cause instanceof Error ? cause.message : 'The request cannot be answered.';
    return new Problem(BY_STATUS[status] ?? 'invalid-request', detail, { cause });
  }
  if (status === 503) {
    return new Problem('overloaded', 'The server cannot answer at the moment.', {
      headers: RETRY_SOON,
      cause,
    });
  }
  return new Problem('internal-error', 'The error was logged. Trying again may help.', { cause });
}
