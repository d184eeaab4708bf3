import { QueryFailedError } from 'typeorm';
import { isConnectionError, isRefusal } from './database.errors.js';

/** The setting that an {@link UnusableDatabase} is about. */
export type DatabaseUrlName = 'DATABASE_URL' | 'DATABASE_DIRECT_URL';

type Sentence = (name: DatabaseUrlName) => string;

/** What to do if the server answers but rejects the connection, by SQLSTATE. */
const REFUSALS: Readonly<Record<string, Sentence>> = {
  '28P01': (name) => `The server of ${name} refuses its user or password: correct them in ${name}.`,
  '28000': (name) => `The server of ${name} refuses its user: allow it in pg_hba.conf, or use another user.`,
  '3D000': (name) => `The server of ${name} has no such database: create it, or use another name.`,
  '42501': (name) =>
    `The user of ${name} may not create the schema: make that user the owner of the database.`,
  '3F000': (name) =>
    `The search_path of the user of ${name} names no schema that exists: create the schema, or reset search_path for the user and the database.`,
  '25006': (name) => `The database of ${name} is read-only: name the primary server.`,
};

/** What to do, by a part of the error's code or message; the first that matches counts. */
const BY_MESSAGE: readonly (readonly [RegExp, Sentence])[] = [
  [
    /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF/,
    (name) =>
      `The server of ${name} presents a certificate of an unknown authority: add sslrootcert=FILE to ${name}, ` +
      'with the PEM file of its authority, or set NODE_EXTRA_CA_CERTS to that file.',
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    (name) =>
      `The server of ${name} presents a certificate for another name: let ${name} use a name that the certificate has.`,
  ],
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    (name) =>
      `The certificate of the server of ${name} is not valid at this time: renew it, or correct the clock.`,
  ],
  // What node-postgres says if a TLS connection was asked for.
  [
    /does not support SSL/,
    (name) => `The server of ${name} does not speak TLS: turn it on there, or leave sslmode out.`,
  ],
  [
    /^(ENOENT|EACCES) connect /,
    (name) => `No server listens on the socket that ${name} names: check its folder and port.`,
  ],
  [
    /^(ENOENT|EACCES) /,
    (name) => `A file that ${name} names (sslrootcert, sslcert or sslkey) cannot be read: correct its path.`,
  ],
  [
    /client password must be a/,
    (name) =>
      `The server of ${name} asks for a password, and ${name} has none: write it there, behind the user and a colon.`,
  ],
  // PgBouncer has one code for everything.
  [
    /^08P01 .*(password authentication failed|no such user|auth(entication)? failed|SASL)/,
    (name) =>
      `The pooler of ${name} refuses its user or password: correct them in ${name}, or in its auth_file.`,
  ],
  [
    /^08P01 .*no such database/,
    (name) => `The pooler of ${name} has no such database: add it to its [databases], or use another name.`,
  ],
  [
    /^08P01 .*(no more connections|max_client_conn)/,
    (name) => `The pooler of ${name} has no connection left: raise its max_client_conn.`,
  ],
  [
    /^08P01 .*unsupported startup parameter/,
    (name) =>
      `The pooler of ${name} refuses a parameter of the connection: leave it out of ${name}, or add it to ignore_startup_parameters.`,
  ],
  [
    /^42704 .*operator class/,
    (name) =>
      `The extensions btree_gist and pg_trgm are in a schema that the search_path of the user of ${name} lacks: add it there, behind that of the tables.`,
  ],
  [
    /^(53100|53200|53400) /,
    (name) => `The server of ${name} lacks disk space, memory or another resource: make room there.`,
  ],
  [
    /^53300 /,
    (name) =>
      `The server of ${name} has no connection left: raise its max_connections, or put a pooler in front of it (docs/operations.md).`,
  ],
];

/** The database cannot be used; the message says what to do. */
export class UnusableDatabase extends Error {
  /** @param cause what was thrown, or a sentence @param name the setting that led there */
  constructor(cause: unknown, name: DatabaseUrlName = 'DATABASE_URL') {
    super(typeof cause === 'string' ? cause : sentence(cause, name), { cause });
  }
}

function sentence(thrown: unknown, name: DatabaseUrlName): string {
  const cause = innermost(thrown);
  const { code = '', message, stack } = cause as NodeJS.ErrnoException;
  const known = REFUSALS[code] ?? BY_MESSAGE.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
  if (known !== undefined) return `${known(name)} (${message})`;
  if (isConnectionError(cause)) {
    return `The database of ${name} does not answer: check its host and port. (${message || code})`;
  }
  // Of a statement, and not of the connection: which one matters.
  if (isRefusal(cause) && !(cause instanceof QueryFailedError)) {
    return `The server of ${name} refuses the connection: ${message}`;
  }
  return `The database of ${name} could not be prepared: ${stack ?? String(cause)}`;
}

/** What the server or the network said, in an error of the application. */
function innermost(error: unknown): unknown {
  let found = error;
  while (found instanceof Error && !(found instanceof QueryFailedError) && found.cause !== undefined)
    found = found.cause;
  return found;
}
