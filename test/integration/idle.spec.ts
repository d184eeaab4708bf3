import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { SECOND_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const WINDOW_MS = 5 * SECOND_MS;
const INSTANCES = 4;

let redis: RedisServer;
let database: TestDatabase;
let apps: TestApp[];
/** When each statement of the process was sent, on `performance.now()`. */
const sent: number[] = [];

beforeAll(async () => {
  const query = Reflect.get(pg.Client.prototype, 'query') as (...parameters: unknown[]) => unknown;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...parameters: unknown[]
  ) {
    sent.push(performance.now());
    return Reflect.apply(query, this, parameters);
  });
  redis = await startRedis();
  database = await createTestDatabase();
  apps = [];
  while (apps.length < INSTANCES) apps.push(await startApp({ REDIS_URL: redis.url }, database));
});
afterAll(async () => {
  jest.restoreAllMocks();
  for (const app of apps) await app.close();
  await database.drop();
  await redis.stop();
});

it('a fleet sends about one statement a second and instance while nothing happens, and still receives every change', async () => {
  const lately = () => sent.filter((at) => at > performance.now() - WINDOW_MS).length;
  const startedAt = performance.now();
  // One more each for the jobs that run every ten seconds and less often, and may all fall into the window.
  await until(
    async () =>
      performance.now() - startedAt > WINDOW_MS && lately() <= INSTANCES * (WINDOW_MS / SECOND_MS + 1),
    40 * SECOND_MS,
  );
  // A change of another program is published at once: its NOTIFY wakes the relay.
  await database.query(`INSERT INTO services (name, duration_minutes) VALUES ('Cut', 30)`);
  const changedAt = performance.now();
  await until(async () => (await database.query('SELECT FROM outbox WHERE done_at IS NULL')).length === 0);
  expect(performance.now() - changedAt).toBeLessThan(2 * SECOND_MS);
}, 60_000);
