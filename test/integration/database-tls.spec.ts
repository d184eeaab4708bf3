import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrate } from '../../src/database/migrate.js';
import { PatientPool } from '../../src/database/patient.pool.js';
import { UnusableDatabase } from '../../src/database/unusable-database.js';
import { TestAuthority } from '../support/certificate.js';
import { InstalledPostgres } from '../support/installed-postgres.js';

const authority = new TestAuthority();
let postgres: InstalledPostgres;
let file: string;
let url: string;

beforeAll(async () => {
  postgres = await InstalledPostgres.start();
  file = join(await postgres.folder(), 'authority.pem');
  await writeFile(file, authority.certificate);
  url = `${postgres.url('postgres')}?sslmode=verify-full`;
});
afterAll(async () => postgres.stop());

async function complaint(database: string): Promise<string> {
  const error: unknown = await migrate(database).catch((cause: unknown) => new UnusableDatabase(cause));
  if (!(error instanceof UnusableDatabase)) throw new Error('The database was used.');
  return error.message;
}

it('says what to do about a server without TLS, and about a file that is not there', async () => {
  expect(await complaint(url)).toMatch(/does not speak TLS: turn it on there, or leave sslmode out/);
  expect(await complaint(`${url}&sslrootcert=/nowhere.pem`)).toMatch(/cannot be read: correct its path/);
});

it('says what to do about a certificate of another name or an unknown authority', async () => {
  await postgres.useTls(authority.issue('other.test'));
  expect(await complaint(`${url}&sslrootcert=${file}`)).toMatch(/certificate for another name/);
  expect(await complaint(url)).toMatch(/unknown authority: add sslrootcert=FILE to DATABASE_URL/);
});

it('takes sslmode=require for verify-full: the certificate and its name are checked', async () => {
  const required = url.replace('verify-full', 'require');
  expect(await complaint(required)).toMatch(/unknown authority: add sslrootcert=FILE to DATABASE_URL/);
  expect(await complaint(`${required}&sslrootcert=${file}`)).toMatch(/certificate for another name/);
});

it('migrates over TLS with the authority of sslrootcert', async () => {
  await postgres.useTls(authority.issue('127.0.0.1'));
  await migrate(`${url}&sslrootcert=${file}`);
  await migrate(`${url.replace('verify-full', 'require')}&sslrootcert=${file}`);
  const [{ count } = { count: -1 }] = await postgres
    .database('postgres')
    .query<{ count: number }>('SELECT count(*) FROM locations');
  expect(count).toBe(0);
});

it('connections go on while further ones are refused, as after a change of the certificate', async () => {
  await postgres.useTls(authority.issue('127.0.0.1'));
  const pool = new PatientPool({ connectionString: `${url}&sslrootcert=${file}`, max: 10, waitMs: 4000 });
  await pool.query('SELECT 1');
  await postgres.useTls(authority.issue('other.test'));
  await Promise.all(Array.from({ length: 5 }, async () => pool.query('SELECT pg_sleep(0.01)')));
  expect(pool.totalCount).toBe(1);
  await pool.end();
});
