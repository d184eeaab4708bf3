/** The database did not answer. HTTP responds 503 with Retry-After; the next request tries again. */
export class DatabaseUnavailable extends Error {
  readonly code = 'database-unavailable';

  constructor(cause: unknown) {
    super('The database does not answer at the moment.', { cause });
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
/**
 * node-postgres raises these without a code when a connection dies or none is free in time; TypeORM raises its own when the
 * connection of a transaction died between two statements.
 */
const DRIVER_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Driver not Connected|query runner (?:was )?already released/i;

/** The SQLSTATE or system code of an error, from any of the places where TypeORM may keep it. */
function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The name of the violated constraint, if the error is a violation. */
export function violatedConstraint(error: unknown): string | undefined {
  const name = (error as { constraint?: unknown } | null)?.constraint;
  return typeof name === 'string' ? name : undefined;
}

export function isConnectionError(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== undefined && (CONNECTION_ERRORS.has(code) || SERVER_AWAY.test(code))) return true;
  return error instanceof Error && DRIVER_MESSAGES.test(error.message);
}

/** 40001 serialization_failure, 40P01 deadlock_detected: the transaction can be run again. */
export function isRetryable(error: unknown): boolean {
  const code = sqlState(error);
  return code === '40001' || code === '40P01';
}
