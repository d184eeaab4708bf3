import { isConnectionError } from './database.errors.js';

/** What to do if the server answers but rejects the connection, by SQLSTATE. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'The server of DATABASE_URL refuses its user or password: correct them in DATABASE_URL.',
  '28000': 'The server of DATABASE_URL refuses its user: allow it in pg_hba.conf, or use another user.',
  '3D000': 'The server of DATABASE_URL has no such database: create it, or use another name.',
  '42501': 'The user of DATABASE_URL may not create the schema: make that user the owner of the database.',
};

/** What to do if the TLS handshake fails, by the code of Node. */
const TLS_FAILURES: readonly (readonly [RegExp, string])[] = [
  [
    /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF/,
    'The server of DATABASE_URL presents a certificate of an unknown authority: add sslrootcert=FILE to DATABASE_URL, ' +
      'with the PEM file of its authority, or set NODE_EXTRA_CA_CERTS to that file.',
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    'The server of DATABASE_URL presents a certificate for another name: let DATABASE_URL use a name that the certificate has.',
  ],
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    'The certificate of the server of DATABASE_URL is not valid at this time: renew it, or correct the clock.',
  ],
];
/** What node-postgres says if a TLS connection was asked for. */
const NO_TLS = /does not support SSL/;

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
  const tls = TLS_FAILURES.find(([pattern]) => pattern.test(code ?? ''))?.[1];
  if (tls !== undefined) return `${tls} (${message})`;
  if (NO_TLS.test(message)) {
    return `The server of DATABASE_URL does not speak TLS: turn it on there, or leave sslmode out. (${message})`;
  }
  if (code === 'ENOENT' || code === 'EACCES') {
    return `A file that DATABASE_URL names (sslrootcert, sslcert or sslkey) cannot be read: correct its path. (${message})`;
  }
  if (isConnectionError(cause)) {
    return `The database of DATABASE_URL does not answer: check its host and port. (${message || code})`;
  }
  return `The database of DATABASE_URL could not be prepared: ${stack ?? String(cause)}`;
}
