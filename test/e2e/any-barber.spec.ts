import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { waitingForLocks } from '../support/database.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const POOL_SIZE = 10;
/** As many bookings of one shop as run at a time, of ten connections. */
const AT_ONCE = 4;
const WRITERS = 64;

let app: TestApp;
let client: { token: string };

beforeAll(async () => {
  app = await startApp({ DATABASE_POOL_SIZE: String(POOL_SIZE) });
  client = await app.signUp();
});
afterAll(() => app.close());

const dayOf = (index: number) =>
  new Date(Date.parse('2027-03-01') + index * 86_400_000).toISOString().slice(0, 10);
const book = async ({ locationId, serviceId }: TestShop, fields: object) =>
  app.post('bookings', { locationId, serviceId, ...fields }, client);

describe('a booking that names no barber', () => {
  let shop: TestShop;
  beforeEach(async () => {
    shop = await createShop(app.database, { barbers: 4 });
  });

  it.each([
    ['in order', (index: number) => index],
    ['last day first', (index: number) => 19 - index],
  ])('60 over 20 days, booked %s, are shared by four equal barbers', async (_, day) => {
    const counts = new Map<number, number>();
    for (let index = 0; index < 60; index++) {
      const time = ['09:00', '09:00', '15:30'][index % 3];
      const { status, body } = await book(shop, { date: dayOf(day(Math.floor(index / 3))), time });
      expect(status).toBe(201);
      counts.set(body.barberId, (counts.get(body.barberId) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual(shop.barberIds);
    for (const count of counts.values()) expect([14, 15, 16]).toContain(count);
  });

  it('goes to the barber with fewer minutes booked, then to the one who waits longest', async () => {
    const [first, second, third, fourth] = shop.barberIds;
    const any = async (time: string) => (await book(shop, { date: dayOf(0), time })).body.barberId;
    for (const [barberId, time] of [
      [third, '09:00'],
      [first, '10:00'],
      [second, '09:00'],
    ] as const) {
      expect((await book(shop, { date: dayOf(0), time, barberId })).status).toBe(201);
    }
    expect(await any('12:00')).toBe(fourth);
    expect(await any('12:30')).toBe(third);
    expect(await any('13:00')).toBe(first);
    // Busy then, though their turn.
    expect((await book(shop, { date: dayOf(0), time: '14:00', barberId: second })).status).toBe(201);
    expect(await any('14:00')).toBe(fourth);
  });

  it('goes to the barber who has been there longest, if the business wants it so', async () => {
    await app.database.query(`UPDATE booking_settings SET assignment = 'seniority'`);
    const [first, second] = shop.barberIds;
    const barbers = [];
    for (const time of ['09:00', '10:00', '10:00']) {
      barbers.push((await book(shop, { date: dayOf(0), time })).body.barberId);
    }
    expect(barbers).toEqual([first, first, second]);
    await app.database.query(`UPDATE booking_settings SET assignment = 'fair'`);
  });

  it('is shared by all who are free if it is handed over, however long ago it was booked', async () => {
    const { token } = await app.signUp('admin');
    const [ill, ...others] = shop.barberIds;
    for (const time of ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00'])
      await book(shop, { date: dayOf(0), time, barberId: ill });
    await book(shop, { date: dayOf(0), time: '16:00', barberId: others[0] });
    await app.database.query(`UPDATE appointments SET created_at = now() - interval '30 days'`);
    const { body } = await app.post(`barbers/${ill}/reassign-day`, { date: dayOf(0) }, { token });
    const taken = (body.items as { barberId: number }[]).map(({ barberId }) => barberId);
    expect(others.map((id) => taken.filter((each) => each === id).length)).toEqual([2, 2, 2]);
  });

  it('at the same start as many others gets a barber of its own, until none is free', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => book(shop, { date: dayOf(1), time: '09:00' })),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made.map(({ body }) => body.barberId).toSorted((a, b) => a - b)).toEqual(shop.barberIds);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['slot-taken']),
    );
  });
});

/** Lets the bookings of a shop wait. @returns ends that */
async function hang({ locationId }: TestShop): Promise<() => Promise<void>> {
  const locker = new pg.Client({ connectionString: app.database.url });
  locker.on('error', () => undefined);
  await locker.connect();
  await locker.query('BEGIN');
  await locker.query('SELECT FROM barbers WHERE location_id = $1 FOR UPDATE', [locationId]);
  return async () => {
    await locker.query('ROLLBACK');
    await locker.end();
  };
}

it('64 writers at a shop that hangs leave connections to bookings elsewhere, and are served when it goes on', async () => {
  const hot = await createShop(app.database, { barbers: 100 });
  const elsewhere = await createShop(app.database);
  const goOn = await hang(hot);
  const rush = Promise.all(
    Array.from({ length: WRITERS }, async () => book(hot, { date: dayOf(2), time: '09:00' })),
  );
  await until(async () => (await waitingForLocks(app.database)) === AT_ONCE);
  for (let index = 0; index < 2 * POOL_SIZE; index++) {
    const { status } = await book(elsewhere, { date: dayOf(index), time: '09:00' });
    expect(status).toBe(201);
  }
  expect(await waitingForLocks(app.database)).toBe(AT_ONCE);
  await goOn();

  const answers = await rush;
  const made = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status !== 201);
  expect(made.length).toBeGreaterThanOrEqual(AT_ONCE);
  expect(new Set(made.map(({ body }) => body.barberId)).size).toBe(made.length);
  // Those whose turn did not come in time get that answer: the database is well.
  expect(refused.map(({ body }) => body.code)).toEqual(refused.map(() => 'overloaded'));
  expect(refused.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
});

it('clients who leave while their bookings wait take no turn of the shop with them', async () => {
  const hot = await createShop(app.database, { barbers: AT_ONCE });
  const goOn = await hang(hot);
  const first = Promise.all(
    Array.from({ length: AT_ONCE }, async () => book(hot, { date: dayOf(2), time: '09:00' })),
  );
  await until(async () => (await waitingForLocks(app.database)) === AT_ONCE);
  const impatient = Array.from({ length: AT_ONCE }, async () => {
    const body = JSON.stringify({
      locationId: hot.locationId,
      serviceId: hot.serviceId,
      date: dayOf(3),
      time: '09:00',
    });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${client.token}` };
    const signal = AbortSignal.timeout(300);
    return fetch(`${app.origin}/api/v1/bookings`, { method: 'POST', headers, body, signal });
  });
  const left = await Promise.allSettled(impatient);
  expect(left.map(({ status }) => status)).toEqual(left.map(() => 'rejected'));
  await goOn();
  expect((await first).map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect((await book(hot, { date: dayOf(4), time: '09:00' })).status).toBe(201);
  const made = await app.get(`bookings?locationId=${hot.locationId}`, { token: client.token });
  expect(made.body.items).toHaveLength(AT_ONCE + 1);
});

it('nor does one who leaves while bookings sent on one connection wait for the answer to the first', async () => {
  const hot = await createShop(app.database, { barbers: AT_ONCE });
  const goOn = await hang(hot);
  const { hostname, port } = new URL(app.origin);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ ...hot, barberIds: undefined, date: dayOf(2), time: '09:00' });
  const head = `POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${client.token}\r\nContent-Type: application/json\r\n`;
  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`.repeat(AT_ONCE));
  await until(async () => (await waitingForLocks(app.database)) === AT_ONCE);
  socket.destroy();
  await goOn();
  expect((await book(hot, { date: dayOf(3), time: '09:00' })).status).toBe(201);
});

it('nor does one whose answers wait behind a stream on the same connection', async () => {
  const shop = await createShop(app.database);
  const { hostname, port } = new URL(app.origin);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ locationId: shop.locationId });
  const stream = `kind=slots&date=${dayOf(2)}&locationId=${shop.locationId}`;
  socket.write(`GET /api/v1/bookings/live?${stream} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const head = 'POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`.repeat(AT_ONCE));
  try {
    await once(socket, 'data');
    expect((await book(shop, { date: dayOf(3), time: '09:00' })).status).toBe(201);
  } finally {
    socket.destroy();
  }
});
