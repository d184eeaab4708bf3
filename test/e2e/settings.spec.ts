import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop } from '../support/shop.js';

let app: TestApp;
let admin: { token: string };
let barber: { token: string };
let client: { token: string };

beforeAll(async () => {
  app = await startApp();
  [admin, barber, client] = [await app.signUp('admin'), await app.signUp('barber'), await app.signUp()];
});
afterAll(() => app.close());

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const outboxRows = async () => (await app.database.query('SELECT id FROM outbox')).length;

describe('/settings/business-hours', () => {
  const PATH = 'settings/business-hours';
  const NINE_TO_FIVE = [{ start: '09:00', end: '17:00' }];
  let first: number;
  let second: number;

  it('is 404 while there is no location', async () => {
    expect((await app.get(PATH)).status).toBe(404);
    expect((await app.put(PATH, { weekly: [] }, admin)).status).toBe(404);
  });

  it('is all hours for a new location, the first one by default', async () => {
    const timezones = ['America/New_York', 'Europe/Berlin'];
    for (const timezone of timezones) await app.post('locations', { name: 'Shop', timezone }, admin);
    [first, second] = (await app.get('locations')).body.items.map(({ id }: { id: number }) => id);
    const weekly = DAYS.map((day) => ({ day, windows: [{ start: '00:00', end: '24:00' }] }));
    const answer = await app.get(PATH);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ locationId: first, timezone: timezones[0], weekly });
    const other = await app.get(`${PATH}?locationId=${second}`);
    expect(other.body).toEqual({ locationId: second, timezone: timezones[1], weekly });
  });

  it('answers PUT with the new state, in which missing days are closed', async () => {
    const windows = [...NINE_TO_FIVE, { start: '17:00', end: '24:00' }];
    const set = await app.put(`${PATH}?locationId=${second}`, { weekly: [{ day: 3, windows }] }, admin);
    expect(set.status).toBe(200);
    expect(set.body.weekly).toEqual(DAYS.map((day) => ({ day, windows: day === 3 ? windows : [] })));
    expect({ ...(await app.get(`${PATH}?locationId=${second}`)).body, affected: [] }).toEqual(set.body);
    expect((await app.get(PATH)).body.weekly[0].windows).toEqual([{ start: '00:00', end: '24:00' }]);
  });

  it('sets the first location without locationId', async () => {
    const set = await app.put(PATH, { weekly: [{ day: 1, windows: NINE_TO_FIVE }] }, admin);
    expect(set.body).toMatchObject({ locationId: first });
    expect({ ...(await app.get(`${PATH}?locationId=${first}`)).body, affected: [] }).toEqual(set.body);
  });

  it('takes the same PUT again, which changes nothing', async () => {
    const body = { weekly: [{ day: 1, windows: NINE_TO_FIVE }] };
    const once = await app.put(PATH, body, admin);
    const rows = await outboxRows();
    const twice = await app.put(PATH, body, admin);
    expect([twice.status, twice.body]).toEqual([200, once.body]);
    expect(await outboxRows()).toBe(rows);
  });

  it('is read by everyone and written by admins', async () => {
    expect((await app.get(PATH)).status).toBe(200);
    for (const [caller, status] of [
      [undefined, 401],
      [client, 403],
      [barber, 403],
    ] as const) {
      expect((await app.put(PATH, { weekly: [] }, caller)).status).toBe(status);
    }
  });

  it.each([
    ['no week', {}],
    ['a malformed time', { weekly: [{ day: 1, windows: [{ start: '09:00', end: '24:30' }] }] }],
    ['a start at 24:00', { weekly: [{ day: 1, windows: [{ start: '24:00', end: '24:00' }] }] }],
    [
      'windows that overlap',
      { weekly: [{ day: 1, windows: [...NINE_TO_FIVE, { start: '16:00', end: '18:00' }] }] },
    ],
    ['a day twice', { weekly: [1, 1].map((day) => ({ day, windows: [] })) }],
    ['a day 8', { weekly: [{ day: 8, windows: [] }] }],
    ['an unknown field', { weekly: [], timezone: 'Europe/Berlin' }],
    ['an unknown field in a window', { weekly: [{ day: 1, windows: [{ ...NINE_TO_FIVE[0], note: '' }] }] }],
  ])('refuses %s', async (_, body) => {
    const before = await app.get(PATH);
    const refused = await app.put(PATH, body, admin);
    expect(refused.body).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(refused.body.errors).toHaveLength(1);
    expect((await app.get(PATH)).body).toEqual(before.body);
  });

  it('refuses an unknown location', async () => {
    expect((await app.get(`${PATH}?locationId=999999`)).status).toBe(404);
    expect((await app.put(`${PATH}?locationId=999999`, { weekly: [] }, admin)).status).toBe(404);
    expect((await app.get(`${PATH}?locationId=x`)).status).toBe(400);
    expect((await app.get(`${PATH}?locationId=1&locationId=2`)).status).toBe(400);
    expect((await app.get(`${PATH}?location=1`)).status).toBe(400);
  });
});

describe('/settings/booking', () => {
  const PATH = 'settings/booking';
  const DEFAULTS = {
    slotIntervalMinutes: 30,
    minimumNoticeMinutes: 60,
    bookingHorizonDays: 90,
    cancellationNoticeMinutes: 0,
    maxOpenBookingsPerClient: 5,
    maxMovesPerBooking: 0,
    clientOverlap: false,
    guestBooking: false,
    slotPacking: false,
    assignment: 'fair',
  };
  const OTHERS = {
    slotIntervalMinutes: 15,
    minimumNoticeMinutes: 0,
    bookingHorizonDays: 3650,
    cancellationNoticeMinutes: 1440,
    maxOpenBookingsPerClient: 2,
    maxMovesPerBooking: 3,
    clientOverlap: true,
    guestBooking: true,
    slotPacking: true,
    assignment: 'seniority',
  };

  it('has defaults', async () => {
    const answer = await app.get(PATH, client);
    expect([answer.status, answer.body]).toEqual([200, { businessId: 1, ...DEFAULTS }]);
  });

  it('replaces all of a business’s settings and answers them', async () => {
    const { body: business } = await app.post('businesses', { name: 'Other' }, admin);
    const path = `${PATH}?businessId=${business.id}`;
    const set = await app.put(path, OTHERS, admin);
    expect([set.status, set.body]).toEqual([200, { businessId: business.id, ...OTHERS }]);
    expect((await app.get(path, client)).body).toEqual(set.body);
    expect((await app.get(PATH, client)).body).toEqual({ businessId: 1, ...DEFAULTS });

    const rows = await outboxRows();
    expect((await app.put(path, OTHERS, admin)).body).toEqual(set.body);
    expect(await outboxRows()).toBe(rows);

    const partial = await app.put(path, { bookingHorizonDays: 7 }, admin);
    expect(partial.body).toEqual({ businessId: business.id, ...DEFAULTS, bookingHorizonDays: 7 });
  });

  it('changes what is named, also for a business that has stored none, and writes nothing if nothing differs', async () => {
    const { body: business } = await app.post('businesses', { name: 'Third' }, admin);
    const path = `${PATH}?businessId=${business.id}`;
    const changed = await app.patch(path, { minimumNoticeMinutes: 5 }, admin);
    expect(changed.body).toEqual({ businessId: business.id, ...DEFAULTS, minimumNoticeMinutes: 5 });
    expect((await app.get(path, client)).body).toEqual(changed.body);
    const rows = await outboxRows();
    expect((await app.patch(path, { minimumNoticeMinutes: 5 }, admin)).body).toEqual(changed.body);
    expect(await outboxRows()).toBe(rows);
    const both = [{ slotIntervalMinutes: 7 }, { clientOverlap: true }];
    await Promise.all(both.map((fields) => app.patch(path, fields, admin)));
    expect((await app.get(path, client)).body).toEqual({ ...changed.body, ...both[0], ...both[1] });
    expect((await app.patch(`${PATH}?businessId=999999`, { clientOverlap: true }, admin)).status).toBe(404);
  });

  it('is read by everyone who is signed in, and written by admins', async () => {
    expect((await app.get(PATH)).status).toBe(401);
    for (const [caller, status] of [
      [undefined, 401],
      [client, 403],
      [barber, 403],
    ] as const) {
      expect((await app.put(PATH, OTHERS, caller)).status).toBe(status);
    }
  });

  it('keeps its bounds', async () => {
    for (const [field, values] of Object.entries({
      slotIntervalMinutes: [0, 1441, 7.5, '30', null],
      minimumNoticeMinutes: [-1, 525_601],
      bookingHorizonDays: [0, 3651],
      cancellationNoticeMinutes: [-1, 525_601],
      maxOpenBookingsPerClient: [-1, 1001],
      maxMovesPerBooking: [-1, 1001],
      clientOverlap: ['true', 1, null],
      guestBooking: [0],
      slotPacking: [null],
      assignment: ['random', null, 1],
      unknown: [1],
    })) {
      for (const value of values) {
        for (const method of ['PUT', 'PATCH']) {
          const refused = await app.call(method, PATH, { body: { [field]: value }, ...admin });
          expect(refused.body).toMatchObject({ status: 400, errors: [{ field }] });
        }
      }
    }
    expect((await app.get(PATH, client)).body).toEqual({ businessId: 1, ...DEFAULTS });
  });

  it('keep a client from a sixth appointment ahead, unless they are set', async () => {
    const { barberIds, serviceId } = await createShop(app.database);
    await app.database.query('DELETE FROM booking_settings');
    const date = new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10);
    const answers: unknown[] = [];
    for (let hour = 10; hour < 16; hour++) {
      const body = { startsAt: `${date}T${hour}:00Z`, barberId: barberIds[0], serviceId };
      const { status, body: answer } = await app.post('bookings', body, client);
      answers.push(answer.code ?? status);
    }
    expect(answers).toEqual([...Array<number>(5).fill(201), 'too-many-bookings']);
  });

  it('refuses an unknown business', async () => {
    expect((await app.get(`${PATH}?businessId=999999`, client)).status).toBe(404);
    expect((await app.put(`${PATH}?businessId=999999`, OTHERS, admin)).status).toBe(404);
    expect((await app.get(`${PATH}?businessId=0`, client)).status).toBe(400);
  });
});
