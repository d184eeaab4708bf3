import { isConnectionError } from './database.errors.js';

/** What to do if the server answers but rejects the connection, by SQLSTATE. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'The server of DATABASE_URL refuses its user or password: correct them in DATABASE_URL.',
  '28000': 'The server of DATABASE_URL refuses its user: allow it in pg_hba.conf, or use another user.',
  '3D000': 'The server of DATABASE_URL has no such database: create it, or use another name.',
  '42501': 'The user of DATABASE_URL may not create the schema: make that user the owner of the database.',
};

/** The database of DATABASE_URL cannot be used; the message says what to do. */
export class UnusableDatabase extends Error {
  constructor(cause: unknown) {
    super(sentence(cause), { cause });
  }
}

function sentence(cause: unknown): string {
  const { code, message, stack } = cause as NodeJS.ErrnoException;
  const refusal = code === undefined ? undefined : REFUSALS[code];
  if (refusal !== undefined) return `${refusal} (${message})`;
  if (isConnectionError(cause)) {
    return `The database of DATABASE_URL does not answer: check its host and port. (${message || code})`;
  }
  return `The database of DATABASE_URL could not be prepared: ${stack ?? String(cause)}`;
}
