import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { waitingForLocks } from '../support/database.js';
import { FrontDesk } from '../support/front-desk.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

let desk: FrontDesk;
let shop: TestShop;
let admin: { token: string };
let barberId: number;
let bookingId: number;

beforeAll(async () => {
  desk = await FrontDesk.open();
  ({ admin } = desk);
});
afterAll(() => desk.close());

/** A barber of their own for each test, who works 09:00 to 17:00 UTC, with an appointment at 16:00. */
beforeEach(async () => {
  shop = await createShop(desk.app.database, { windows: [[540, 1020]] });
  barberId = shop.barberIds[0] as number;
  desk.nextDay();
  const { body } = await desk.book({ time: '16:00', barberId, serviceId: shop.serviceId });
  bookingId = body.id;
});

const weekOf = (windows: object[]) => ({
  weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows })),
});
const SHORT = weekOf([{ start: '09:00', end: '12:00' }]);
const LONG = weekOf([{ start: '09:00', end: '17:00' }]);
const uncovered = async (query = '') => {
  const { body } = await desk.app.get(
    `bookings?uncovered=true&limit=100&locationId=${shop.locationId}${query}`,
    admin,
  );
  return body.items.map(({ id }: { id: number }) => id);
};
const expected = () => [
  { id: bookingId, startsAt: `${desk.date}T16:00:00.000Z`, clientName: expect.any(String) },
];

/** Every change that takes the hour of the appointment away, and the one that gives it back. */
const CHANGES: readonly (readonly [
  name: string,
  take: () => readonly [method: string, path: string, body?: object],
  giveBack: (answer: { id: number }) => readonly [method: string, path: string, body?: object],
])[] = [
  [
    'a shorter week',
    () => ['PUT', `barbers/${barberId}/availability`, SHORT],
    () => ['PUT', `barbers/${barberId}/availability`, LONG],
  ],
  [
    'an override',
    () => ['PUT', `barbers/${barberId}/overrides/${desk.date}`, { windows: [] }],
    () => ['DELETE', `barbers/${barberId}/overrides/${desk.date}`],
  ],
  [
    'time off',
    () => [
      'POST',
      `barbers/${barberId}/time-off`,
      { startsAt: `${desk.date}T16:15:00Z`, endsAt: `${desk.date}T18:00:00Z`, reason: 'Ill' },
    ],
    ({ id }) => ['DELETE', `barbers/${barberId}/time-off/${id}`],
  ],
  [
    'shorter business hours',
    () => ['PUT', `settings/business-hours?locationId=${shop.locationId}`, SHORT],
    () => ['PUT', `settings/business-hours?locationId=${shop.locationId}`, LONG],
  ],
  [
    'a closure of the location',
    () => [
      'POST',
      `locations/${shop.locationId}/closures`,
      { from: desk.date, to: desk.date, reason: 'Holiday' },
    ],
    ({ id }) => ['DELETE', `locations/${shop.locationId}/closures/${id}`],
  ],
  [
    'special hours of the location',
    () => [
      'POST',
      `locations/${shop.locationId}/closures`,
      { from: '2027-01-01', to: '2027-12-31', windows: [{ start: '10:00', end: '16:15' }] },
    ],
    ({ id }) => ['DELETE', `locations/${shop.locationId}/closures/${id}`],
  ],
  [
    'a rota',
    () => [
      'PUT',
      `barbers/${barberId}/rota`,
      { startDate: '2027-01-04', weeks: [SHORT.weekly, SHORT.weekly] },
    ],
    () => ['DELETE', `barbers/${barberId}/rota`],
  ],
  [
    'a barber who leaves',
    () => ['PATCH', `barbers/${barberId}`, { active: false }],
    () => ['PATCH', `barbers/${barberId}`, { active: true }],
  ],
  [
    'a location that closes',
    () => ['PATCH', `locations/${shop.locationId}`, { active: false }],
    () => ['PATCH', `locations/${shop.locationId}`, { active: true }],
  ],
  [
    'another clock of the location',
    () => ['PATCH', `locations/${shop.locationId}`, { timezone: 'Asia/Tokyo' }],
    () => ['PATCH', `locations/${shop.locationId}`, { timezone: 'UTC' }],
  ],
  [
    'a barber who moves',
    () => ['PATCH', `barbers/${barberId}`, { locationId: desk.shop.locationId }],
    () => ['PATCH', `barbers/${barberId}`, { locationId: shop.locationId }],
  ],
  [
    'a barber who drops the service',
    () => ['PATCH', `barbers/${barberId}`, { serviceIds: [desk.shop.serviceId] }],
    () => ['PATCH', `barbers/${barberId}`, { serviceIds: [shop.serviceId] }],
  ],
  [
    'a service that is not active any more',
    () => ['PATCH', `services/${shop.serviceId}`, { active: false }],
    () => ['PATCH', `services/${shop.serviceId}`, { active: true }],
  ],
  [
    'a service that leaves the location',
    () => ['PATCH', `services/${shop.serviceId}`, { locationIds: [desk.shop.locationId] }],
    () => ['PATCH', `services/${shop.serviceId}`, { locationIds: [desk.shop.locationId, shop.locationId] }],
  ],
];

it.each(CHANGES)(
  '%s names the appointments it leaves uncovered, lists them, and forgets them when undone',
  async (_, take, giveBack) => {
    const [method, path, body] = take();
    const previewed = await desk.app.call(method, `${path}${path.includes('?') ? '&' : '?'}preview=true`, {
      ...admin,
      body,
    });
    expect(previewed.status).toBe(200);
    expect(previewed.body).toEqual({ affected: expected() });
    expect(await uncovered()).toEqual([]);

    const made = await desk.app.call(method, path, { ...admin, body });
    expect(made.status).toBeLessThan(300);
    expect(made.body.affected).toEqual(expected());
    expect(made.headers.get('cache-control')).toBe('private, no-store');
    expect(await uncovered()).toEqual([bookingId]);

    const [undoMethod, undoPath, undoBody] = giveBack(made.body);
    const undone = await desk.app.call(undoMethod, undoPath, { ...admin, body: undoBody });
    expect(undone.status).toBeLessThan(300);
    if (undone.status !== 204) expect(undone.body.affected).toEqual([]);
    expect(await uncovered()).toEqual([]);
  },
);

it.each(['booked first', 'gone first'])('a booking that meets its service’s end: %s', async (order) => {
  const foreign = new pg.Client({ connectionString: desk.app.database.url });
  await foreign.connect();
  try {
    await foreign.query(`BEGIN; SELECT FROM barbers WHERE id = ${barberId} FOR UPDATE`);
    const book = () => desk.book({ time: '10:00', barberId, serviceId: shop.serviceId });
    const end = () => desk.app.patch(`services/${shop.serviceId}`, { active: false }, admin);
    const waiting = async (connections: number) =>
      until(async () => (await waitingForLocks(desk.app.database)) === connections);
    const first = order === 'booked first' ? book() : end();
    await waiting(1);
    const second = order === 'booked first' ? end() : book();
    await waiting(2);
    await foreign.query('COMMIT');
    const [one, other] = await Promise.all([first, second]);
    const [booked, ended] = order === 'booked first' ? [one, other] : [other, one];
    const affected = ended.body.affected.map(({ id }: { id: number }) => id);
    if (order === 'booked first') {
      expect(booked.status).toBe(201);
      expect(affected).toEqual([booked.body.id, bookingId]);
    } else {
      expect([booked.status, booked.body.code]).toEqual([404, 'not-found']);
      expect(affected).toEqual([bookingId]);
    }
    expect(await uncovered()).toEqual(affected);
  } finally {
    await foreign.end();
  }
});

const EVENING = [{ start: '09:00', end: '22:00' }];

it.each<[name: string, give: () => Promise<string>]>([
  [
    'an override',
    async () => {
      const path = `barbers/${barberId}/overrides/${desk.date}`;
      await desk.app.put(path, { windows: EVENING }, admin);
      return path;
    },
  ],
  [
    'a rota',
    async () => {
      const path = `barbers/${barberId}/rota`;
      await desk.app.put(path, { startDate: '2027-01-04', weeks: [weekOf(EVENING).weekly] }, admin);
      return path;
    },
  ],
  [
    'special hours of the location',
    async () => {
      await desk.app.put(`barbers/${barberId}/availability`, weekOf(EVENING), admin);
      await desk.app.put(`settings/business-hours?locationId=${shop.locationId}`, LONG, admin);
      const path = `locations/${shop.locationId}/closures`;
      const closure = { from: desk.date, to: desk.date, windows: EVENING };
      return `${path}/${(await desk.app.post(path, closure, admin)).body.id}`;
    },
  ],
])('%s that gave hours takes them away again when it is removed', async (_, give) => {
  const path = await give();
  const { body: late } = await desk.book({ time: '20:00', barberId, serviceId: shop.serviceId });
  const removed = await desk.app.delete(path, admin);
  expect(removed.status).toBe(200);
  expect(removed.body.affected.map(({ id }: { id: number }) => id)).toEqual([late.id]);
  expect(await uncovered()).toEqual([late.id]);
});

it('names the first 200, says how many they are, and lists all', async () => {
  await desk.app.database.query(
    `INSERT INTO appointments
       (barber_id, service_id, location_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
     SELECT $1, $2, $3, start, start + interval '5 minutes', start, start + interval '5 minutes', 'UTC'
     FROM generate_series(0, 199) AS n, LATERAL (SELECT timestamptz '2028-01-10T13:00Z' + n / 40 * interval '1 day'
       + n % 40 * interval '5 minutes' AS start) AS at`,
    [barberId, shop.serviceId, shop.locationId],
  );
  const path = `barbers/${barberId}/availability`;
  for (const query of ['?preview=true', '']) {
    const { body } = await desk.app.put(`${path}${query}`, SHORT, admin);
    expect([body.affected.length, body.affectedTotal]).toEqual([200, 201]);
    const starts = body.affected.map(({ startsAt }: { startsAt: string }) => startsAt);
    expect(starts).toEqual(starts.toSorted());
    expect(body.affected[0].id).toBe(bookingId);
  }
  const { body } = await desk.app.get(
    `bookings?uncovered=true&total=true&locationId=${shop.locationId}`,
    admin,
  );
  expect(body.total).toBe(201);
});

it('one that was uncovered before is not affected again; moving and cancelling take it off the list', async () => {
  await desk.app.put(`barbers/${barberId}/availability`, SHORT, admin);
  const again = await desk.app.put(
    `barbers/${barberId}/availability`,
    weekOf([{ start: '09:00', end: '11:00' }]),
    admin,
  );
  expect(again.body.affected).toEqual([]);
  expect(await uncovered()).toEqual([bookingId]);
  expect(await uncovered('&status=cancelled')).toEqual([]);
  expect((await desk.change(bookingId, { date: desk.date, time: '10:00', timezone: 'UTC' })).status).toBe(
    200,
  );
  expect(await uncovered()).toEqual([]);
  await desk.app.put(`barbers/${barberId}/overrides/${desk.date}`, { windows: [] }, admin);
  expect(await uncovered()).toEqual([bookingId]);
  await desk.cancel(bookingId);
  expect(await uncovered()).toEqual([]);
});

it('an appointment that is confirmed again is listed if hours were taken away meanwhile, and not if staff booked it beyond them', async () => {
  await desk.cancel(bookingId, desk.admin);
  await desk.app.call('PUT', `barbers/${barberId}/availability`, { ...admin, body: SHORT });
  const { status } = await desk.change(bookingId, { status: 'confirmed' }, desk.admin);
  expect(status).toBe(200);
  expect(await uncovered()).toEqual([bookingId]);
  const beyond = { time: '13:00', barberId, serviceId: shop.serviceId, override: ['hours', 'limits'] };
  const { body } = await desk.book(beyond, desk.admin);
  await desk.cancel(body.id, desk.admin);
  const again = { status: 'confirmed', override: ['limits'] };
  expect((await desk.change(body.id, again, desk.admin)).status).toBe(200);
  expect(await uncovered()).toEqual([bookingId]);
});
