import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FrontDesk, type Person } from '../support/front-desk.js';
import { createShop, type TestShop } from '../support/shop.js';

let desk: FrontDesk;
let admin: Person;
let shop: TestShop;
let barberId: number;
let closures: string;
let rota: string;

beforeAll(async () => {
  desk = await FrontDesk.open();
  ({ admin } = desk);
  shop = await createShop(desk.app.database, {
    barbers: 2,
    windows: [[540, 720]],
    timezone: 'America/New_York',
    durationMinutes: 60,
    intervalMinutes: 60,
  });
  barberId = shop.barberIds[0] as number;
  closures = `locations/${shop.locationId}/closures`;
  rota = `barbers/${barberId}/rota`;
});
afterAll(() => desk.close());

const slots = async (date: string, of = '') => {
  const path = `bookings/available-slots?date=${date}&locationId=${shop.locationId}&serviceId=${shop.serviceId}${of}`;
  const { body } = await desk.app.get<{ slots: { time: string }[] }>(path);
  return body.slots.map(({ time }) => time);
};
const USUAL = ['09:00', '10:00', '11:00'];
/** Monday to Friday. */
const weekOf = (...windows: object[]) => [1, 2, 3, 4, 5].map((day) => ({ day, windows }));
const MORNINGS = weekOf({ start: '09:00', end: '10:00' });
const EVENINGS = weekOf({ start: '18:00', end: '20:00' });

describe('closures of a location', () => {
  it('close it from date to date, in the dates of the shop, for all of its barbers', async () => {
    const body = { from: '2027-03-01', to: '2027-03-03', reason: 'Renovation' };
    const closed = await desk.app.post(closures, body, admin);
    expect(closed.status).toBe(201);
    expect(closed.body).toEqual({
      id: expect.any(Number),
      locationId: shop.locationId,
      ...body,
      windows: [],
      affected: [],
    });
    const { affected: _, ...closure } = closed.body;
    expect(closed.headers.get('location')).toBe(`/api/v1/${closures}/${closure.id}`);
    expect((await desk.app.get(`${closures}/${closure.id}`, admin)).body).toEqual(closure);
    expect((await desk.app.get(closures, admin)).body).toEqual({ items: [closure], nextCursor: null });
    for (const date of ['2027-03-01', '2027-03-03']) expect(await slots(date)).toEqual([]);
    for (const date of ['2027-02-28', '2027-03-04']) expect(await slots(date)).toEqual(USUAL);
    const next = await desk.app.get(
      `bookings/next-available?date=2027-03-01&locationId=${shop.locationId}&serviceId=${shop.serviceId}`,
    );
    expect(next.body.next).toMatchObject({ date: '2027-03-04', time: '09:00' });
    const refused = await desk.book({
      date: '2027-03-02',
      time: '09:00',
      barberId,
      serviceId: shop.serviceId,
    });
    expect([refused.status, refused.body.code]).toEqual([422, 'outside-availability']);
    const { body: schedule } = await desk.app.get(
      `barbers/${barberId}/schedule?from=2027-02-28&to=2027-03-04`,
      admin,
    );
    expect(schedule.blocks.map(({ startsAt }: { startsAt: string }) => startsAt)).toEqual([
      '2027-02-28T14:00:00.000Z',
      '2027-03-04T14:00:00.000Z',
    ]);
    expect((await desk.app.delete(`${closures}/${closure.id}`, admin)).status).toBe(204);
    expect((await desk.app.delete(`${closures}/${closure.id}`, admin)).status).toBe(404);
    expect(await slots('2027-03-02')).toEqual(USUAL);
  });

  it('set special hours, and the strictest of several counts', async () => {
    const day = { from: '2027-04-05', to: '2027-04-05' };
    await desk.app.post(closures, { ...day, windows: [{ start: '10:00', end: '24:00' }] }, admin);
    expect(await slots('2027-04-05')).toEqual(['10:00', '11:00']);
    await desk.app.put(
      `barbers/${barberId}/overrides/2027-04-05`,
      { windows: [{ start: '20:00', end: '22:00' }] },
      admin,
    );
    expect(await slots('2027-04-05', `&barberId=${barberId}`)).toEqual(['20:00', '21:00']);
    const stricter = await desk.app.post(closures, { ...day, to: '2027-04-06' }, admin);
    expect(await slots('2027-04-05')).toEqual([]);
    await desk.app.delete(`${closures}/${stricter.body.id}`, admin);
    expect(await slots('2027-04-05')).toEqual(['10:00', '11:00', '20:00', '21:00']);
  });

  it('open it when it is closed otherwise', async () => {
    const path = `settings/business-hours?locationId=${shop.locationId}`;
    await desk.app.put(path, { weekly: weekOf({ start: '09:00', end: '12:00' }) }, admin);
    // A Sunday.
    expect(await slots('2027-05-02')).toEqual([]);
    await desk.app.post(
      closures,
      { from: '2027-05-02', to: '2027-05-02', windows: [{ start: '11:00', end: '12:00' }] },
      admin,
    );
    expect(await slots('2027-05-02')).toEqual(['11:00']);
    await desk.app.put(
      path,
      { weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows: [{ start: '00:00', end: '24:00' }] })) },
      admin,
    );
  });

  it('are paged by their first date, and read and changed by their location’s staff only', async () => {
    const { body } = await desk.app.get(`${closures}?limit=1&total=true`, admin);
    expect(body).toMatchObject({ items: [{ from: '2027-04-05' }], total: 2, totalIsCapped: false });
    const rest = await desk.app.get(`${closures}?limit=1&cursor=${body.nextCursor}`, admin);
    expect(rest.body).toMatchObject({ items: [{ from: '2027-05-02' }], nextCursor: null });
    expect((await desk.app.get(closures)).status).toBe(401);
    expect((await desk.app.get(closures, desk.client)).status).toBe(403);
    expect((await desk.app.get(closures, desk.staff)).status).toBe(403);
    const manager = await desk.app.signUp('manager');
    expect((await desk.app.get(closures, manager)).status).toBe(403);
    const day = { from: '2027-08-01', to: '2027-08-01' };
    expect((await desk.app.post(closures, day, manager)).status).toBe(403);
    await desk.app.patch(`users/${manager.id}`, { locationIds: [shop.locationId] }, admin);
    const mine = await desk.app.post(closures, day, manager);
    expect(mine.status).toBe(201);
    expect((await desk.app.delete(`${closures}/${mine.body.id}`, manager)).status).toBe(204);
    expect((await desk.app.get(`locations/2147483647/closures`, admin)).status).toBe(404);
    expect((await desk.app.post(`locations/2147483647/closures`, day, admin)).status).toBe(404);
  });

  it.each([
    ['no dates', {}],
    ['no last date', { from: '2027-08-01' }],
    ['a last date before the first', { from: '2027-08-02', to: '2027-08-01' }],
    ['all dates that there are', { from: '0001-01-01', to: '9999-12-31' }],
    ['many years', { from: '1970-01-01', to: '2999-12-31' }],
    ['another century', { from: '2127-01-01', to: '2127-01-02' }],
    ['more than five years', { from: '2027-01-01', to: '2032-02-01' }],
    ['an instant', { from: '2027-08-01T00:00:00Z', to: '2027-08-01T00:00:00Z' }],
    [
      'windows that overlap',
      {
        windows: [
          { start: '09:00', end: '12:00' },
          { start: '11:00', end: '13:00' },
        ],
      },
    ],
    ['windows that are null', { windows: null }],
    ['another field', { closed: true }],
  ])('are refused with %s', async (_, fields) => {
    const day = Object.keys(fields).some((name) => ['windows', 'closed'].includes(name))
      ? { from: '2027-08-01', to: '2027-08-01' }
      : {};
    const { status, body } = await desk.app.post(closures, { ...day, ...fields }, admin);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
  });

  it('are made once for one key', async () => {
    const day = { from: '2027-09-01', to: '2027-09-01' };
    const post = () =>
      desk.app.post(closures, day, { ...admin, headers: { 'idempotency-key': 'closed-once' } });
    const [first, again] = [await post(), await post()];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const preview = await desk.app.post(`${closures}?preview=true`, day, {
      ...admin,
      headers: { 'idempotency-key': 'preview' },
    });
    expect([preview.status, preview.body]).toEqual([200, { affected: [] }]);
    expect(
      (await desk.app.get(closures, admin)).body.items.filter(({ from }: any) => from === day.from),
    ).toHaveLength(1);
  });
});

describe('the rota of a barber', () => {
  it('replaces the week from its start on, week by week', async () => {
    const { status, body } = await desk.app.put(
      rota,
      { startDate: '2027-06-07', weeks: [MORNINGS, EVENINGS] },
      admin,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ barberId, startDate: '2027-06-07', affected: [] });
    expect(body.weeks).toHaveLength(2);
    expect(body.weeks[1]).toHaveLength(7);
    const of = `&barberId=${barberId}`;
    expect(await slots('2027-06-04', of)).toEqual(USUAL);
    expect(await slots('2027-06-07', of)).toEqual(['09:00']);
    expect(await slots('2027-06-12', of)).toEqual([]);
    expect(await slots('2027-06-14', of)).toEqual(['18:00', '19:00']);
    expect(await slots('2027-06-21', of)).toEqual(['09:00']);
    const { affected: _, ...own } = body;
    expect((await desk.app.get(rota)).body).toEqual(own);
    const { body: availability } = await desk.app.get(`barbers/${barberId}/availability`);
    expect(availability.weekly[0].windows).toEqual([{ start: '09:00', end: '12:00' }]);
    expect(availability.rota).toEqual({ startDate: own.startDate, weeks: own.weeks });
    const { body: monday } = await desk.app.get(`barbers/${barberId}/availability?day=1`);
    expect(monday.rota.weeks).toEqual(own.weeks.map(([first]: unknown[]) => [first]));
  });

  it('gives way to overrides and closures', async () => {
    const of = `&barberId=${barberId}`;
    const override = `barbers/${barberId}/overrides/2027-06-15`;
    await desk.app.put(override, { windows: [{ start: '10:00', end: '11:00' }] }, admin);
    expect(await slots('2027-06-15', of)).toEqual(['10:00']);
    await desk.app.post(closures, { from: '2027-06-16', to: '2027-06-16' }, admin);
    expect(await slots('2027-06-16', of)).toEqual([]);
  });

  it('is gone when it is removed, and the week is back', async () => {
    expect((await desk.app.delete(`${rota}?preview=true`, admin)).body).toEqual({ affected: [] });
    expect((await desk.app.delete(rota, admin)).status).toBe(204);
    expect((await desk.app.delete(rota, admin)).status).toBe(204);
    expect((await desk.app.get(rota)).status).toBe(404);
    expect(await slots('2027-06-14', `&barberId=${barberId}`)).toEqual(USUAL);
    expect(
      (await desk.app.put('barbers/2147483647/rota', { startDate: '2027-06-07', weeks: [[]] }, admin)).status,
    ).toBe(404);
  });

  it('has up to eight weeks', async () => {
    const weeks = Array.from({ length: 8 }, () => MORNINGS);
    const { status, body } = await desk.app.put(rota, { startDate: '2027-06-07', weeks }, admin);
    expect([status, body.weeks.length]).toEqual([200, 8]);
    await desk.app.delete(rota, admin);
  });

  it.each([
    ['no weeks', []],
    ['nine weeks', Array.from({ length: 9 }, () => MORNINGS)],
    ['a weekday twice', [[...MORNINGS, MORNINGS[0]]]],
    ['a week that is no list', [{}]],
    ['a day that is no object', [[7]]],
    ['lists in lists', [[[]]]],
    ['an eighth day', [[{ day: 8, windows: [] }]]],
    ['a malformed window', [[{ day: 1, windows: [{ start: '25:00', end: '26:00' }] }]]],
    [
      'windows that overlap',
      [
        [
          {
            day: 1,
            windows: [
              { start: '09:00', end: '12:00' },
              { start: '11:00', end: '13:00' },
            ],
          },
        ],
      ],
    ],
    ['null', null],
  ])('is refused with %s', async (_, weeks) => {
    const { status, body } = await desk.app.put(rota, { startDate: '2027-06-07', weeks }, admin);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
  });
});

describe('a day of a location', () => {
  const date = '2027-07-05';
  const day = (query = '') => `locations/${shop.locationId}/day?date=${date}${query}`;
  let second: number;

  beforeAll(async () => {
    second = shop.barberIds[1] as number;
    await desk.app.post(
      'bookings',
      {
        startsAt: '2027-07-05T14:00:00Z',
        barberId,
        serviceId: shop.serviceId,
        client: { name: 'Ann Lee', phone: '+1 555 0100' },
      },
      admin,
    );
    await desk.app.post(
      `barbers/${second}/time-off`,
      { startDate: date, endDate: '2027-07-06', reason: 'Holiday' },
      admin,
    );
  });

  it('has the windows, appointments and time off of each barber, and what is free', async () => {
    const { status, body, headers } = await desk.app.get(day(), admin);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(body).toMatchObject({ date, timezone: 'America/New_York', locationId: shop.locationId });
    const window = {
      start: '09:00',
      end: '12:00',
      startsAt: '2027-07-05T13:00:00.000Z',
      endsAt: '2027-07-05T16:00:00.000Z',
    };
    expect(body.barbers).toEqual([
      {
        id: barberId,
        name: expect.any(String),
        windows: [window],
        bookings: [
          expect.objectContaining({ time: '10:00', client: expect.objectContaining({ name: 'Ann Lee' }) }),
        ],
        nightBefore: { windows: [], bookings: [] },
        timeOff: [],
        gaps: [
          { startsAt: '2027-07-05T13:00:00.000Z', endsAt: '2027-07-05T14:00:00.000Z', minutes: 60 },
          { startsAt: '2027-07-05T15:00:00.000Z', endsAt: '2027-07-05T16:00:00.000Z', minutes: 60 },
        ],
      },
      {
        id: second,
        name: expect.any(String),
        windows: [window],
        bookings: [],
        nightBefore: { windows: [], bookings: [] },
        timeOff: [
          {
            id: expect.any(Number),
            reason: 'Holiday',
            startsAt: '2027-07-05T04:00:00.000Z',
            endsAt: '2027-07-07T04:00:00.000Z',
          },
        ],
        gaps: [],
      },
    ]);
  });

  it('has what began on the night before and goes on', async () => {
    const eve = '2027-07-10';
    const windows = [{ start: '20:00', end: '02:00' }];
    await desk.app.put(`barbers/${barberId}/overrides/${eve}`, { windows }, admin);
    const client = { name: 'Ann Lee', phone: '+1 555 0100' };
    const late = {
      date: eve,
      time: '23:45',
      barberId,
      serviceId: shop.serviceId,
      client,
      override: ['grid', 'hours'],
    };
    expect((await desk.app.post('bookings', late, admin)).status).toBe(201);
    const { body } = await desk.app.get(`locations/${shop.locationId}/day?date=2027-07-11`, admin);
    const [own] = body.barbers.filter(({ id }: { id: number }) => id === barberId);
    expect(own).toMatchObject({
      bookings: [],
      nightBefore: {
        windows: [
          {
            start: '20:00',
            end: '02:00',
            startsAt: '2027-07-11T00:00:00.000Z',
            endsAt: '2027-07-11T06:00:00.000Z',
          },
        ],
        bookings: [{ time: '23:45' }],
      },
    });
  });

  it('has no windows on a closed one, and still its appointments; also of who left', async () => {
    const closed = await desk.app.post(closures, { from: date, to: date }, admin);
    expect(closed.body.affected).toMatchObject([{ clientName: 'Ann Lee' }]);
    await desk.app.patch(`barbers/${second}`, { active: false }, admin);
    const { body } = await desk.app.get(day(), admin);
    expect(body.barbers).toMatchObject([
      { id: barberId, windows: [], bookings: [{ time: '10:00' }], gaps: [] },
    ]);
    await desk.app.delete(`${closures}/${closed.body.id}`, admin);
    await desk.app.patch(`barbers/${second}`, { active: true }, admin);
  });

  it('is today’s by default, and for those who work there', async () => {
    const { body } = await desk.app.get(`locations/${shop.locationId}/day`, admin);
    expect(body.date).toBe('2027-01-04');
    expect((await desk.app.get(day())).status).toBe(401);
    expect((await desk.app.get(day(), desk.client)).status).toBe(403);
    expect((await desk.app.get(day(), desk.staff)).status).toBe(403);
    expect((await desk.app.get('locations/2147483647/day', admin)).status).toBe(404);
    expect((await desk.app.get(`locations/${shop.locationId}/day?date=2027-02-30`, admin)).status).toBe(400);
    const own = await desk.app.get(`locations/${desk.shop.locationId}/day?date=${date}`, desk.staff);
    expect(own.body.barbers.map(({ id }: { id: number }) => id)).toEqual([desk.shop.barberIds[0]]);
  });
});

describe('time off', () => {
  const timeOff = () => `barbers/${barberId}/time-off`;

  it('is of all of some dates of the shop, and its reason is for staff', async () => {
    const body = { startDate: '2027-11-07', endDate: '2027-11-08', reason: 'Away' };
    const made = await desk.app.post(timeOff(), body, admin);
    expect(made.status).toBe(201);
    // The clock goes back on the first of the two.
    const span = {
      id: made.body.id,
      startsAt: '2027-11-07T04:00:00.000Z',
      endsAt: '2027-11-09T05:00:00.000Z',
    };
    expect(made.body).toMatchObject({ ...span, reason: 'Away', affected: [] });
    expect(await slots('2027-11-08', `&barberId=${barberId}`)).toEqual([]);
    expect(await slots('2027-11-09', `&barberId=${barberId}`)).toEqual(USUAL);
    const available = async (who?: Person) =>
      (await desk.app.get(`barbers/${barberId}/availability`, who)).body.timeOff;
    expect(await available()).toEqual([span]);
    expect(await available(desk.client)).toEqual([span]);
    expect(await available(desk.staff)).toEqual([span]);
    expect(await available(admin)).toEqual([{ ...span, reason: 'Away' }]);
    const { affected: _, ...own } = made.body;
    expect((await desk.app.get(`${timeOff()}/${span.id}`, admin)).body).toEqual(own);
    expect((await desk.app.get(timeOff(), admin)).body).toEqual({ items: [own], nextCursor: null });
    expect((await desk.app.get(timeOff(), desk.staff)).status).toBe(404);
    expect((await desk.app.get(timeOff(), desk.client)).status).toBe(403);
  });

  it('of dates leaves the night before whole, and takes the one that begins on them', async () => {
    const windows = [{ start: '20:00', end: '02:00' }];
    for (const date of ['2027-10-01', '2027-10-02']) {
      await desk.app.put(`barbers/${barberId}/overrides/${date}`, { windows }, admin);
    }
    const dates = { startDate: '2027-10-02', endDate: '2027-10-02' };
    expect((await desk.app.post(timeOff(), dates, admin)).body).toMatchObject({
      startsAt: '2027-10-02T06:00:00.000Z',
      endsAt: '2027-10-03T06:00:00.000Z',
    });
    expect(await slots('2027-10-02', `&barberId=${barberId}`)).toEqual(['00:00', '01:00']);
    expect(await slots('2027-10-03', `&barberId=${barberId}`)).toEqual(USUAL);
  });

  it.each([
    ['nothing', {}],
    ['both forms', { startDate: '2027-11-07', endDate: '2027-11-08', startsAt: '2027-11-07T00:00:00Z' }],
    ['one date', { startDate: '2027-11-07' }],
    ['only the last date', { endDate: '2027-11-07' }],
    ['dates the wrong way round', { startDate: '2027-11-08', endDate: '2027-11-07' }],
    ['all dates', { startDate: '1970-01-01', endDate: '2999-12-31' }],
    ['one instant', { startsAt: '2027-11-07T00:00:00Z' }],
  ])('is refused with %s', async (_, body) => {
    const answer = await desk.app.post(timeOff(), body, admin);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
  });
});
