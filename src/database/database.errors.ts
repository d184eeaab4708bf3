import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

/** The database did not answer. HTTP responds 503 with Retry-After; the next request tries again. */
export class DatabaseUnavailable extends Error {
  readonly code = 'database-unavailable';

  constructor(cause: unknown, message = 'The database does not answer at the moment.') {
    super(message, { cause });
  }

  /** For logs, with what the server or the network said. */
  override toString(): string {
    return this.cause instanceof Error ? `${this.message} (${wordsOf(this.cause)})` : this.message;
  }
}

/** What an error says; those of the system may have a code alone. */
export function wordsOf({ message, code }: NodeJS.ErrnoException): string {
  return message || (code ?? 'no answer');
}

/** The database takes no changes: a standby, or a primary that was set so. Reads go on. */
export class DatabaseReadOnly extends DatabaseUnavailable {
  constructor(cause: unknown) {
    super(cause, 'The database takes no changes at the moment; reads go on.');
  }
}

/** What a transaction has read was changed since by another one: it is run again, as one that PostgreSQL cannot serialize. */
export class OutdatedRead extends Error {
  readonly code = '40001';
}

const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ECONNABORTED',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
  'EPROTO',
]);
/** Codes of Node for a handshake that failed, as after a change of the server's certificate. */
const TLS_FAILED = /^(ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/;
/**
 * 57014: it took longer than `statement_timeout`; 57P01…57P05: shutting down, starting up, dropped, idle for too long; 25P03, 25P04: a
 * transaction that took too long; class 53: out of connections, memory or disk; class 08: connection exceptions.
 */
const SERVER_AWAY = /^(57014|57P0\d|25P0[34]|53...|08...)$/;
/**
 * A connection that works, and a server that cannot do this now. 55P03: a lock that `lock_timeout` did not wait for; 55006: in use;
 * class 58: errors of its system; class 28, 3D000: the login or the database was changed; 42501, 42P01, 42883, 3F000: so were the
 * role's rights, or the tables, as while a backup is restored; 26000, 42P05: a pooler lent another session than the one that a name
 * was given in; F0: a configuration file.
 */
const NOT_NOW = /^(55P03|55006|58...|28...|3D000|42501|42P01|42883|3F000|26000|42P05|F0...)$/;
const READ_ONLY = '25006';
const LOGIN_REFUSED = /^(28...|3D000|42501)$/;
/** All classes of refused connections begin with a digit; EPIPE, of as many characters, is a code of the system. */
const SQLSTATE = /^\d[0-9A-Z]{4}$/;
/** Its server ended the connection between two statements, so the one that was sent has not run. */
const NEVER_RAN = /^57P05$/;
/** 57P01, 57P02: shut down, or crashed; 08003, 08006: so says a pooler whose server has gone. */
const ENDED = new Set(['57P01', '57P02', '57P05', '08003', '08006', 'ECONNRESET', 'EPIPE']);
/** So PgBouncer says why it closes a client's connection, mostly because it lost the server behind it. The code has many meanings. */
const POOLER_ENDS = '08P01';
/** So PgBouncer refuses what it could not send, until it tries the server again. */
const POOLER_WAITS = /server_login_retry/;
const ENDED_WITHOUT_CODE = new Set(['Connection terminated', 'Connection terminated unexpectedly']);
const NOT_QUERYABLE = 'Client has encountered a connection error and is not queryable';
/** The messages of errors that node-postgres and TypeORM raise without a code when a connection dies or none is free in time. */
const MESSAGES_WITHOUT_CODE = new Set([
  ...ENDED_WITHOUT_CODE,
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  NOT_QUERYABLE,
  'Client was closed and is not queryable',
  'Driver not Connected',
]);

/** What node-postgres says, without a code, of a handshake that fails after a change of the server's TLS or pg_hba.conf, or at another program's port. */
const HANDSHAKE_FAILED =
  /^(The server does not support SSL|There was an error establishing an SSL|SASL: |Password must be|Unknown authenticationOk|received invalid response)/;

/** The SQLSTATE or system code of an error; TypeORM copies it from the error of node-postgres. */
function codeOf(error: unknown): string | undefined {
  return isObject(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The name of the violated constraint, if the error is a violation. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!isObject(error) || !('constraint' in error)) return undefined;
  return typeof error.constraint === 'string' ? error.constraint : undefined;
}

/**
 * The error for callers, if the database cannot do now what was asked, or not at its first attempt; `undefined` for an error of the statement
 * itself.
 */
export function unavailableBy(error: unknown): DatabaseUnavailable | undefined {
  if (error instanceof DatabaseUnavailable) return error;
  if (isReadOnlyError(error)) return new DatabaseReadOnly(error);
  return isConnectionError(error) || isRetryable(error) || NOT_NOW.test(codeOf(error) ?? '')
    ? new DatabaseUnavailable(error)
    : undefined;
}

/** Whether the server refused a change because it, or the session, is read-only. */
export function isReadOnlyError(error: unknown): boolean {
  return codeOf(error) === READ_ONLY;
}

/** Whether a lock was not free within `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

/**
 * Whether the connection was ended under the statement, by a restart, a failover, a pooler or an administrator, and not for its
 * silence. The statement may have run.
 */
export function isConnectionEnd(error: unknown): boolean {
  const code = codeOf(error);
  if (isWaitingPooler(error)) return true;
  if (isPoolerEnd(error)) return true;
  if (code !== undefined) return ENDED.has(code);
  return error instanceof Error && ENDED_WITHOUT_CODE.has(error.message);
}

/** Whether a pooler ended a connection, or refused a new one: it lost its server, has no connection left, or the login has changed. */
export function isPoolerEnd(error: unknown): boolean {
  return codeOf(error) === POOLER_ENDS && (error as { severity?: unknown }).severity === 'FATAL';
}

/** Whether a pooler ended the connection because it cannot reach the server at the moment: nothing has run. */
export function isWaitingPooler(error: unknown): boolean {
  return error instanceof Error && POOLER_WAITS.test(error.message);
}

/** Whether the server has no connection left for this role or database, or at all. */
export function isOutOfConnections(error: unknown): boolean {
  return codeOf(error) === '53300';
}

/** Whether the server refuses a connection for its login, its database or its rights, or the handshake fails; those that it has go on. */
export function isLoginRefused(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return LOGIN_REFUSED.test(code) || TLS_FAILED.test(code) || isFailedHandshake(error);
}

function isFailedHandshake(error: unknown): boolean {
  return codeOf(error) === undefined && error instanceof Error && HANDSHAKE_FAILED.test(error.message);
}

/** Whether the error is an answer of a server, which refuses, and not its silence. */
export function isRefusal(error: unknown): boolean {
  return SQLSTATE.test(codeOf(error) ?? '');
}

/** Whether the connection can no longer be used, or the server has no resources for it. */
export function isConnectionError(error: unknown): boolean {
  // The connection of a transaction died between two of its statements.
  if (error instanceof QueryRunnerAlreadyReleasedError) return true;
  if (error instanceof QueryRunnerProviderAlreadyReleasedError) return true;
  const code = codeOf(error);
  if (code !== undefined)
    return CONNECTION_ERRORS.has(code) || TLS_FAILED.test(code) || SERVER_AWAY.test(code);
  return isFailedHandshake(error) || (error instanceof Error && MESSAGES_WITHOUT_CODE.has(error.message));
}

/** Whether the result of a statement has other types than when the session prepared it. The code, 0A000, has many meanings. */
export function isOutdatedPlan(error: unknown): boolean {
  return isObject(error) && 'routine' in error && error.routine === 'RevalidateCachedQuery';
}

/**
 * Whether a table was dropped between the statement's planning and its use of it, as while a backup is restored over it. PostgreSQL never
 * translates these messages; their code, XX000, has many meanings.
 */
function isDroppedRelation(error: unknown): boolean {
  return (
    codeOf(error) === 'XX000' &&
    error instanceof Error &&
    /could not open relation with OID|cache lookup failed for/.test(error.message)
  );
}

/**
 * Whether the statement or transaction can be run again, because it had no effect. 40001 serialization_failure, 40P01
 * deadlock_detected; a plan that is outdated; a table that was dropped meanwhile; and a connection that had died before the statement was sent.
 */
export function isRetryable(error: unknown): boolean {
  if (isOutdatedPlan(error) || isDroppedRelation(error)) return true;
  const code = codeOf(error) ?? '';
  if (code === '40001' || code === '40P01' || NEVER_RAN.test(code)) return true;
  return error instanceof Error && error.message === NOT_QUERYABLE;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
