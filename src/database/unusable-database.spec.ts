import { describe, expect, it } from '@jest/globals';
import { DatabaseUnavailable } from './database.errors.js';
import { UnusableDatabase } from './unusable-database.js';

const refusal = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('what is said of a database that cannot be used', () => {
  it.each([
    ['a server of another kind', new Error('timeout expired'), /does not answer: check its host and port/],
    [
      'a socket that is not there',
      refusal('ENOENT', 'connect ENOENT /run/x'),
      /No server listens on the socket/,
    ],
    [
      'a URL without the password',
      new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      /^The server of DATABASE_URL asks for a password, and DATABASE_URL has none/,
    ],
    ['a certificate that is not there', refusal('ENOENT', "open '/ca.pem'"), /sslrootcert/],
    ['no schema', refusal('3F000', 'no schema has been selected to create in'), /reset search_path/],
    [
      'a database that takes no connections',
      refusal('55000', 'database "shop" is not currently accepting connections'),
      /^The server of DATABASE_URL refuses the connection: database "shop" is not/,
    ],
    [
      'an extension that is out of sight',
      refusal('42704', 'operator class "gin_trgm_ops" does not exist for access method "gin"'),
      /extensions btree_gist and pg_trgm are in a schema that the search_path/,
    ],
    ['a full disk', refusal('53100', 'No space left on device'), /lacks disk space/],
    [
      'a server without connections, noticed in the midst of the start',
      new DatabaseUnavailable(
        new Error('wrapped', { cause: refusal('53300', 'too many connections for role') }),
      ),
      /has no connection left/,
    ],
  ])('%s: one sentence', (_, cause, expected) => {
    const { message } = new UnusableDatabase(cause);
    expect(message).toMatch(expected);
    expect(message).not.toContain('\n');
  });
});
