import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';

const name = `migrated_${randomBytes(6).toString('hex')}`;
let server: pg.Client;

beforeAll(async () => {
  const url = new URL(process.env['TEST_DATABASE_TEMPLATE'] ?? '');
  url.pathname = '/postgres';
  server = new pg.Client({ connectionString: url.href });
  await server.connect();
  await server.query(`CREATE DATABASE ${name} TEMPLATE template0`);
});
afterAll(async () => {
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.end();
});

it('instances that start together migrate once, and none hangs the indexes that another one builds', async () => {
  const url = new URL(process.env['TEST_DATABASE_TEMPLATE'] ?? '');
  url.pathname = `/${name}`;
  await expect(Promise.all([1, 2, 3].map(async () => migrate(url.href)))).resolves.toHaveLength(3);
});
