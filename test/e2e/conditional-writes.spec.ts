import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FrontDesk, type Person } from '../support/front-desk.js';

let desk: FrontDesk;
let admin: Person;
let place: number;
let barber: number;

beforeAll(async () => {
  desk = await FrontDesk.open();
  ({ admin } = desk);
  place = desk.shop.locationId;
  barber = desk.shop.barberIds[1] as number;
});
afterAll(() => desk.close());

const WINDOWS = [{ start: '09:00', end: '17:00' }];
const WEEK = { weekly: [{ day: 1, windows: WINDOWS }] };
const PASSWORD = 'correct horse battery';
const ROTA = { startDate: '2027-06-07', weeks: [WEEK.weekly] };
const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  desk.app.call(method, path, { ...admin, body, headers });
const etagOf = async (path: string) => (await send('GET', path)).headers.get('etag') ?? '';
const added = async (path: string, body: object) => (await send('POST', path, body)).body.id as number;

/** Every resource without a version, and a write of it. */
const WRITES: readonly (readonly [
  name: string,
  path: () => string | Promise<string>,
  method: string,
  body?: object,
])[] = [
  ['a business', () => 'businesses/1', 'PATCH', { name: 'Renamed' }],
  ['a location', () => `locations/${place}`, 'PATCH', { name: 'Renamed' }],
  ['a service', () => `services/${desk.shop.serviceId}`, 'PATCH', { name: 'Renamed' }],
  ['a barber', () => `barbers/${barber}`, 'PATCH', { name: 'Renamed' }],
  ['a week', () => `barbers/${barber}/availability`, 'PUT', WEEK],
  ['business hours', () => `settings/business-hours?locationId=${place}`, 'PUT', WEEK],
  ['booking rules as a whole', () => 'settings/booking', 'PUT', { slotIntervalMinutes: 20 }],
  ['booking rules', () => 'settings/booking', 'PATCH', { slotIntervalMinutes: 15 }],
  [
    'a rota',
    async () => {
      await send('PUT', `barbers/${barber}/rota`, { ...ROTA, startDate: '2027-06-14' });
      return `barbers/${barber}/rota`;
    },
    'PUT',
    ROTA,
  ],
  ['a rota that is removed', () => `barbers/${barber}/rota`, 'DELETE'],
  [
    'a closure',
    async () => {
      const path = `locations/${place}/closures`;
      return `${path}/${await added(path, { from: '2027-06-07', to: '2027-06-07' })}`;
    },
    'DELETE',
  ],
  [
    'an override',
    async () => {
      await send('PUT', `barbers/${barber}/overrides/2027-06-08`, { windows: [] });
      return `barbers/${barber}/overrides/2027-06-08`;
    },
    'PUT',
    { windows: WINDOWS },
  ],
  ['an override that is removed', () => `barbers/${barber}/overrides/2027-06-08`, 'DELETE'],
  ['an account', () => `users/${desk.other.id}`, 'PATCH', { name: 'Renamed' }],
  ['the own account', () => 'users/me', 'PATCH', { name: 'Renamed' }],
  ['the own time zone', () => 'users/me/timezone', 'PUT', { timezone: 'Asia/Tokyo' }],
  [
    'time off',
    async () => {
      const path = `barbers/${barber}/time-off`;
      return `${path}/${await added(path, { startDate: '2027-06-07', endDate: '2027-06-07' })}`;
    },
    'DELETE',
  ],
];

// Jest takes a parameter that a row does not have for its own callback.
const rows = WRITES.map(([name, path, method, body]) => [name, { path, method, body }] as const);

it.each(rows)('%s is written only as the state that If-Match names', async (_, write) => {
  const { path: pathOf, method, body } = write;
  const path = await pathOf();
  const before = await etagOf(path);
  expect(before).toMatch(/^"[\w-]{22}"$/);
  expect((await send('GET', path, undefined, { 'if-none-match': before })).status).toBe(304);
  const wrong = await send(method, path, body, { 'if-match': '"another"' });
  expect([wrong.status, wrong.body.code]).toEqual([412, 'version-mismatch']);
  expect(await etagOf(path)).toBe(before);
  const right = await send(method, path, body, { 'if-match': `"another", ${before}` });
  expect([200, 204]).toContain(right.status);
  if (method === 'DELETE') {
    expect((await send(method, path, body, { 'if-match': before })).status).toBe(404);
    return;
  }
  const after = right.headers.get('etag');
  expect(after).not.toBe(before);
  expect(await etagOf(path)).toBe(after);
  expect((await send(method, path, body, { 'if-match': before })).status).toBe(412);
  expect((await send(method, path, body, { 'if-match': '*' })).status).toBe(200);
});

it('one of two writes of the same state is refused', async () => {
  const path = `barbers/${barber}`;
  const state = { 'if-match': await etagOf(path) };
  const both = await Promise.all(['One', 'Two'].map((name) => send('PATCH', path, { name }, state)));
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
});

it('a rota that is not there yet is made without If-Match', async () => {
  const path = `barbers/${desk.shop.barberIds[0]}/rota`;
  expect((await send('PUT', path, ROTA, { 'if-match': '*' })).status).toBe(412);
  expect((await send('PUT', path, ROTA)).status).toBe(200);
});

it.each([
  ['businesses', () => ({ name: 'Twice' })],
  ['locations', () => ({ name: 'Twice', timezone: 'UTC' })],
  ['services', () => ({ name: 'Twice', durationMinutes: 30 })],
  ['barbers', () => ({ name: 'Twice', locationId: place })],
  ['users', () => ({ name: 'Twice', email: 'twice@example.com', role: 'client', password: PASSWORD })],
  ['locations/1/closures', () => ({ from: '2027-07-01', to: '2027-07-02', reason: 'Twice' })],
  ['barbers/1/time-off', () => ({ startDate: '2027-07-01', endDate: '2027-07-02', reason: 'Twice' })],
])('POST /%s makes one of two requests with one key', async (path, body) => {
  const headers = { 'idempotency-key': `one-of-${path}` };
  const [first, again] = [
    await send('POST', path, body(), headers),
    await send('POST', path, body(), headers),
  ];
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  const location = first.headers.get('location') ?? '';
  const etag = await etagOf(location);
  for (const { headers: sent } of [first, again]) {
    expect([sent.get('location'), sent.get('etag')]).toEqual([location, etag]);
  }
});

it('an account that is made by a key is stored neither with its address nor with a hash of its password', async () => {
  const body = { name: 'Kept Nowhere', email: 'nowhere@example.com', role: 'client', password: PASSWORD };
  const headers = { 'idempotency-key': 'account' };
  const first = await send('POST', 'users', body, headers);
  const otherPassword = { ...body, password: 'another horse battery' };
  expect((await send('POST', 'users', otherPassword, headers)).body.code).toBe('idempotency-key-reused');
  const [row] = await desk.app.database.query<{ response: object }>(
    `SELECT response FROM idempotency_keys WHERE key = 'account'`,
  );
  expect(row?.response).toEqual({ id: first.body.id });
});

it('the answer of a change of hours is repeated with the names of clients, which are not stored', async () => {
  // A Monday: the week and the hours of the writes above.
  const date = '2027-01-11';
  const client = { name: 'Named Nowhere', phone: '+1 555 0188' };
  await send('DELETE', `barbers/${desk.shop.barberIds[0]}/rota`);
  const booked = await desk.book({ client, date }, admin);
  expect(booked.status).toBe(201);
  const body = { startDate: date, endDate: date };
  const path = `barbers/${desk.shop.barberIds[0]}/time-off`;
  const headers = { 'idempotency-key': 'off' };
  const first = await send('POST', path, body, headers);
  const again = await send('POST', path, body, headers);
  expect(again.body).toEqual(first.body);
  expect(first.body.affected).toMatchObject([{ clientName: 'Named Nowhere' }]);
  const [row] = await desk.app.database.query<{ all: string }>(
    `SELECT row_to_json(idempotency_keys)::text AS all FROM idempotency_keys WHERE key = 'off'`,
  );
  expect(row?.all).not.toContain('Nowhere');
});
