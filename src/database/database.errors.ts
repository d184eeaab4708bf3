import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

/** The database did not answer. HTTP responds 503 with Retry-After; the next request tries again. */
export class DatabaseUnavailable extends Error {
  readonly code = 'database-unavailable';

  constructor(cause: unknown) {
    super('The database does not answer at the moment.', { cause });
  }
}

/** The statement's share of the connections is in use. HTTP responds 503 with Retry-After; the database itself is well. */
export class DatabaseBusy extends Error {
  readonly code = 'overloaded';

  constructor() {
    super('Too many requests of this kind are running: try again in a second.');
  }
}

const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
/**
 * 57014: it took longer than `statement_timeout`; 57P01…57P03: shutting down or starting up; class 53: out of connections,
 * memory or disk; class 08: connection exceptions.
 */
const SERVER_AWAY = /^(57014|57P0[123]|53...|08...)$/;
/** The messages of errors that node-postgres and TypeORM raise without a code when a connection dies or none is free in time. */
const MESSAGES_WITHOUT_CODE = new Set([
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Driver not Connected',
]);

/** The SQLSTATE or system code of an error; TypeORM copies it from the error of node-postgres. */
function codeOf(error: unknown): string | undefined {
  return isObject(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The name of the violated constraint, if the error is a violation. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!isObject(error) || !('constraint' in error)) return undefined;
  return typeof error.constraint === 'string' ? error.constraint : undefined;
}

export function isConnectionError(error: unknown): boolean {
  // The connection of a transaction died between two of its statements.
  if (error instanceof QueryRunnerAlreadyReleasedError) return true;
  if (error instanceof QueryRunnerProviderAlreadyReleasedError) return true;
  const code = codeOf(error);
  if (code !== undefined) return CONNECTION_ERRORS.has(code) || SERVER_AWAY.test(code);
  return error instanceof Error && MESSAGES_WITHOUT_CODE.has(error.message);
}

/** 40001 serialization_failure, 40P01 deadlock_detected: the transaction can be run again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
