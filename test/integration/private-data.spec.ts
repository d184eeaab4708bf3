import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { ServerProcess } from '../support/server-process.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const ADMIN = { email: 'boss@example.com', password: 'correct horse battery' };
/** What may be found of the client nowhere but in their own row and in their appointments. */
const MARKS = [
  'Xaver Marked',
  'xaver-marked@example.org',
  '5550424299',
  'Notemark of the shop',
  'Notemark of the visit',
  'Reasonmark why',
  'Cancelmark why',
  'Renamed Marked',
];

let redis: RedisServer;
let database: TestDatabase;
let server: ServerProcess;
let directory: string;
let api: ApiClient;
let shop: TestShop;
let token: string;

beforeAll(async () => {
  [redis, database, directory] = await Promise.all([
    startRedis(),
    createTestDatabase(),
    mkdtemp(join(tmpdir(), 'bookedbarber-private-')),
  ]);
  shop = await createShop(database, { barbers: 2 });
  server = new ServerProcess(
    {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      LOG_LEVEL: 'trace',
      RATE_LIMIT_PER_MINUTE: '0',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    },
    directory,
  );
  api = new ApiClient(await server.listening());
  const { body } = await api.post<{ accessToken: string }>('auth/login', ADMIN);
  token = body.accessToken;
  await until(async () => (await api.get('cache/availability', { token })).body.available);
});
afterAll(async () => {
  server.kill('SIGKILL');
  await server.ended;
  await database.drop();
  await redis.stop();
  await rm(directory, { recursive: true });
});

it('keeps names, addresses and notes of clients out of the cache, the outbox, the log and the audit', async () => {
  const [name, email, phone, ofShop, ofVisit, reason, why, renamed] = MARKS;
  const as = (headers: Record<string, string> = {}) => ({ token, headers });
  const call = async (expected: number, answer: Promise<{ status: number; body: any }>) => {
    const { status, body } = await answer;
    expect(status).toBe(expected);
    return body;
  };
  const { id } = await call(
    201,
    api.post('clients', { name, email, phone, notes: ofShop }, as({ 'idempotency-key': 'a' })),
  );
  await call(409, api.post('clients', { name, email }, as()));
  await call(400, api.post('clients', { name: renamed, email, phone, notes: 7 }, as()));
  await call(200, api.get(`clients?q=${encodeURIComponent(String(name))}`, as()));
  await call(200, api.get(`clients?q=${phone}`, as()));
  const at = (time: string) => ({
    startsAt: `2030-03-05T${time}Z`,
    serviceId: shop.serviceId,
    barberId: shop.barberIds[0],
  });
  const override = { override: ['grid'], overrideReason: reason };
  const booking = await call(
    201,
    api.post('bookings', { ...at('09:10'), clientId: id, notes: ofVisit, ...override }, as()),
  );
  await call(409, api.post('bookings', { ...at('09:10'), clientId: id, ...override }, as()));
  await call(404, api.post('bookings', { ...at('09:10'), serviceId: 99_999, client: { name, email } }, as()));
  await call(
    200,
    api.patch(`bookings/${booking.id}`, { notes: `${ofVisit}!`, ...override, durationMinutes: 40 }, as()),
  );
  await call(200, api.post(`bookings/${booking.id}/reassign`, override, as()));
  for (const path of [
    'bookings',
    `bookings/${booking.id}`,
    `clients/${id}/bookings`,
    `clients/${id}/export`,
  ]) {
    await call(200, api.get(path, as()));
  }
  await call(200, api.get(`bookings/available-slots?date=2030-03-05&barberId=${shop.barberIds[0]}`));
  await call(200, api.get(`barbers/${shop.barberIds[1]}/schedule?from=2030-03-05&to=2030-03-06`, as()));
  await call(200, api.get(`bookings/conflicts?barberId=${shop.barberIds[1]}&date=2030-03-05`, as()));
  await call(200, api.patch(`clients/${id}`, { name: renamed }, as()));
  await call(200, api.post(`bookings/${booking.id}/cancel`, { reason: why }, as()));

  expect(await tablesWith(MARKS)).toEqual(['appointments', 'clients', 'idempotency_keys']);
  expect(await keysWith(MARKS)).toEqual([]);
  expect(MARKS.filter((mark) => (server.output + server.errors).includes(mark))).toEqual([]);
  // The search would find them: the outbox and the cache do have this barber's appointment.
  expect(await tablesWith(['"starts_at": "2030-03-05T09:10:00'])).toContain('outbox');
  expect(await keysWith(['2030-03-05'])).not.toEqual([]);

  expect((await api.delete(`clients/${id}`, as())).status).toBe(204);
  expect(await tablesWith(MARKS)).toEqual([]);
});

/** The tables that contain one of the texts anywhere. */
async function tablesWith(texts: readonly string[]): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'users' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query(
      `SELECT FROM ${name} AS given WHERE EXISTS (
         SELECT FROM unnest($1::text[]) AS mark WHERE given::text ILIKE '%' || mark || '%' OR to_jsonb(given)::text LIKE '%' || mark || '%')`,
      [texts],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** The keys in Redis that contain one of the texts, or whose values do. */
async function keysWith(texts: readonly string[]): Promise<string[]> {
  const client = redis.client();
  const found: string[] = [];
  for (const key of await client.keys('*')) {
    const value = (await client.dump(key)) ?? '';
    const text = (await client.type(key)) === 'string' ? await client.get(key) : value;
    if (texts.some((mark) => key.includes(mark) || text?.includes(mark))) found.push(key);
  }
  return found;
}
