import { jest, afterAll, beforeAll, expect, it } from '@jest/globals';
import { slotsRegion } from '../../src/booking/slots/slots.cache.js';
import { NextAvailableService } from '../../src/booking/slots/next-available.service.js';
import { SlotsService } from '../../src/booking/slots/slots.service.js';
import { EntryPeek } from '../../src/cache/entry.peek.js';
import { CacheMetrics } from '../../src/cache/measure/cache.metrics.js';
import { Clock } from '../../src/config/clock.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const ZONE = 'America/New_York';
const NOW = Date.parse('2027-01-04T12:00Z');
const [DAY_BEFORE, DAY, DAY_AFTER] = ['2027-01-05', '2027-01-06', '2027-01-07'] as const;

let app: TestApp;
let shop: TestShop;

beforeAll(async () => {
  app = await startApp();
  jest.spyOn(app.app.get(Clock), 'now').mockReturnValue(NOW);
  // 09:00 to 18:00: a day of the shop touches one UTC day with its slots, and two with its hours.
  shop = await createShop(app.database, { barbers: 2, windows: [[540, 1080]], timezone: ZONE });
  await until(async () => (await statusOf(list(DAY))) === 'hit');
});
afterAll(async () => app.close());

const asked = (date: string) =>
  `date=${date}&timezone=${ZONE}&locationId=${shop.locationId}&serviceId=${shop.serviceId}`;
const list = (date: string) => `bookings/available-slots?${asked(date)}`;
const next = (date: string) => `bookings/next-available?${asked(date)}`;

async function statusOf(path: string, token?: string): Promise<string | undefined> {
  const { headers, status } = await app.get(path, token === undefined ? {} : { token });
  expect(status).toBe(200);
  return /BookedBarber; (?:fwd=)?(\w+)/.exec(headers.get('cache-status') ?? '')?.[1];
}

it('a booking forgets the answers of its day, and of no other', async () => {
  const before = [list(DAY_BEFORE), list(DAY_AFTER), next(DAY_BEFORE), next(DAY_AFTER)];
  const that = [list(DAY), next(DAY)];
  for (const path of [...before, ...that]) await until(async () => (await statusOf(path)) === 'hit');
  const { token } = await app.signUp();
  const body = {
    date: DAY,
    time: '17:30',
    timezone: ZONE,
    barberId: shop.barberIds[0],
    serviceId: shop.serviceId,
  };
  expect((await app.post('bookings', body, { token })).status).toBe(201);
  expect(await Promise.all(before.map((path) => statusOf(path)))).toEqual(before.map(() => 'hit'));
  expect(await Promise.all(that.map((path) => statusOf(path)))).toEqual(that.map(() => 'miss'));
});

it('a merge of two clients, and an appointment that gets another client, forget nothing', async () => {
  const { token } = await app.signUp('admin');
  const made = async (name: string) => (await app.post('clients', { name }, { token })).body.id;
  const [from, into] = [await made('From'), await made('Into')];
  const date = '2027-01-13';
  const [barberId] = shop.barberIds;
  const body = { date, time: '10:00', timezone: ZONE, barberId, serviceId: shop.serviceId, clientId: from };
  const { id } = (await app.post('bookings', body, { token })).body;
  const about = [
    list(date),
    next(date),
    `bookings/conflicts?barberId=${barberId}&date=${date}`,
    `barbers/${barberId}/schedule?from=${date}&to=${date}`,
  ];
  const statuses = async () => Promise.all(about.map(async (path) => statusOf(path, token)));
  await until(async () => (await statuses()).every((status) => status === 'hit'));
  expect((await app.post(`clients/${from}/merge`, { intoId: into }, { token })).status).toBe(200);
  expect((await app.get(`bookings/${id}`, { token })).body.client.id).toBe(into);
  const clientId = await made('Another');
  expect((await app.patch(`bookings/${id}`, { clientId }, { token })).status).toBe(200);
  expect(await statuses()).toEqual(about.map(() => 'hit'));
});

it('the next available slot that lies days ahead is forgotten by what comes before it', async () => {
  const { token } = await app.signUp('admin');
  const closed = async (date: string) =>
    Promise.all(
      shop.barberIds.map(async (id) =>
        app.put(`barbers/${id}/overrides/${date}`, { windows: [] }, { token }),
      ),
    );
  for (const date of [DAY_BEFORE, DAY]) await closed(date);
  await until(async () => (await statusOf(next(DAY_BEFORE))) === 'hit');
  const opened = await app.put(
    `barbers/${shop.barberIds[0]}/overrides/${DAY}`,
    { windows: [{ start: '12:00', end: '13:00' }] },
    { token },
  );
  expect(opened.status).toBe(200);
  const { body } = await app.get<{ next: { date: string; time: string } }>(next(DAY_BEFORE));
  expect(body.next).toMatchObject({ date: DAY, time: '12:00' });
});

it('the next available slot is made of the list of its day while that is cached, without a load', async () => {
  const date = '2027-01-11';
  const { derived, loads } = app.app.get(CacheMetrics).region('next available');
  const own = `date=${date}&locationId=${shop.locationId}&serviceId=${shop.serviceId}`;
  const variants = [asked(date), own, `${own}&barberId=${shop.barberIds[1]}`];
  for (const variant of variants) {
    const listed = `bookings/available-slots?${variant}`;
    await until(async () => (await statusOf(listed)) === 'hit');
    const { body } = await app.get<object>(`bookings/next-available?${variant}`);
    const query = { date, locationId: shop.locationId, serviceId: shop.serviceId };
    const barberId = variant.includes('barberId') ? shop.barberIds[1] : undefined;
    const loaded = await app.app.get(NextAvailableService).findFor({ ...query, barberId });
    // Also in the order of its fields, or its ETag would be another.
    expect(JSON.stringify(body)).toBe(JSON.stringify(loaded));
  }
  const after = app.app.get(CacheMetrics).region('next available');
  // The shop's own zone is one entry whether it is named or not.
  expect([after.derived - derived, after.loads - loads]).toEqual([2, 0]);
});

it('a booking forgets the conflicts and schedules of its day, and not those of the next; an override no conflicts', async () => {
  const { token } = await app.signUp('admin');
  const [barberId] = shop.barberIds;
  const about = (date: string) => [
    `bookings/conflicts?barberId=${barberId}&date=${date}`,
    `barbers/${barberId}/schedule?from=${date}&to=${date}`,
  ];
  const [that, after] = [about('2027-01-08'), about('2027-01-09')];
  const status = async (path: string) => statusOf(path, token);
  for (const path of [...that, ...after]) await until(async () => (await status(path)) === 'hit');
  const body = { date: '2027-01-08', time: '10:00', timezone: ZONE, barberId, serviceId: shop.serviceId };
  expect((await app.post('bookings', body, { token })).status).toBe(201);
  expect(await Promise.all(after.map(status))).toEqual(['hit', 'hit']);
  expect(await Promise.all(that.map(status))).toEqual(['miss', 'miss']);
  for (const path of that) await until(async () => (await status(path)) === 'hit');
  const windows = [{ start: '12:00', end: '13:00' }];
  expect((await app.put(`barbers/${barberId}/overrides/2027-01-08`, { windows }, { token })).status).toBe(
    200,
  );
  expect(await Promise.all(that.map(status))).toEqual(['hit', 'miss']);
});

it('a closure forgets the answers of its day at its location, of anybody and of each barber, and no others', async () => {
  const { token } = await app.signUp('admin');
  const other = await createShop(app.database, { windows: [[540, 1080]], timezone: ZONE });
  const [barberId] = shop.barberIds;
  const at = (date: string) => [
    list(date),
    `${list(date)}&barberId=${barberId}`,
    `barbers/${barberId}/schedule?from=${date}&to=${date}`,
  ];
  const elsewhere = list('2027-01-20').replace(
    `locationId=${shop.locationId}&serviceId=${shop.serviceId}`,
    `locationId=${other.locationId}&serviceId=${other.serviceId}`,
  );
  const [that, others] = [at('2027-01-20'), [...at('2027-01-14'), ...at('2027-01-26'), elsewhere]];
  const hours = `settings/business-hours?locationId=${shop.locationId}`;
  const status = async (path: string) => statusOf(path, token);
  for (const path of [...that, ...others, hours]) await until(async () => (await status(path)) === 'hit');
  const path = `locations/${shop.locationId}/closures`;
  const closed = await app.post(
    path,
    { from: '2027-01-20', to: '2027-01-20', reason: 'Stocktaking' },
    { token },
  );
  expect(closed.status).toBe(201);
  expect(await Promise.all(others.map(status))).toEqual(others.map(() => 'hit'));
  expect(await Promise.all([...that, hours].map(status))).toEqual([...that, hours].map(() => 'miss'));
  expect((await app.get(list('2027-01-20'))).body.slots).toEqual([]);
  expect((await app.get(hours)).body.closures).toEqual([
    { id: closed.body.id, from: '2027-01-20', to: '2027-01-20', windows: [] },
  ]);
  expect((await app.delete(`${path}/${closed.body.id}`, { token })).status).toBe(204);
  expect((await app.get(list('2027-01-20'))).body.slots).toHaveLength(18);
});

it('a question without a place is about the first location, and is not forgotten by bookings elsewhere', async () => {
  const { token } = await app.signUp('admin');
  const elsewhere = await createShop(app.database, { timezone: ZONE });
  await until(
    async () => (await app.database.query('SELECT FROM outbox WHERE done_at IS NULL')).length === 0,
  );
  const nowhere = `bookings/available-slots?date=2027-01-11&timezone=${ZONE}&serviceId=${shop.serviceId}`;
  const here = `${nowhere}&locationId=${shop.locationId}`;
  const hours = 'settings/business-hours';
  await until(async () => (await statusOf(here)) === 'hit');
  expect((await app.get(nowhere)).body).toMatchObject({ locationId: shop.locationId });
  // It is the entry of the location.
  expect(await statusOf(nowhere)).toBe('hit');
  await until(async () => (await statusOf(hours)) === 'hit');
  const body = { date: '2027-01-11', time: '10:00', timezone: ZONE, barberId: elsewhere.barberIds[0] };
  const booked = await app.post('bookings', { ...body, serviceId: elsewhere.serviceId }, { token });
  expect(booked.status).toBe(201);
  expect([await statusOf(nowhere), await statusOf(hours)]).toEqual(['hit', 'hit']);
  // Which location is the first is seen at once.
  const hidden = await app.patch(`locations/${shop.locationId}`, { hidden: true }, { token });
  expect(hidden.status).toBe(200);
  const { locationId: second } = (await app.get(nowhere)).body;
  expect(second).not.toBe(shop.locationId);
  expect((await app.get(hours)).body).toMatchObject({ locationId: second });
  await app.patch(`locations/${shop.locationId}`, { hidden: false }, { token });
  expect((await app.get(nowhere)).body).toMatchObject({ locationId: shop.locationId });
});

it('an answer to a question without a place is kept under no key', async () => {
  const slots = app.app.get(SlotsService);
  const query = { date: '2027-01-12', serviceId: shop.serviceId };
  expect((await slots.listAsKeyed(query)).locationId).toBe(shop.locationId);
  expect(await app.app.get(EntryPeek).peek(slotsRegion, [query])).toBeNull();
  const placed = { ...query, locationId: shop.locationId };
  await slots.listAsKeyed(placed);
  await until(async () => (await app.app.get(EntryPeek).peek(slotsRegion, [placed])) !== null);
});
