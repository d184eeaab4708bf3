import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop } from '../support/shop.js';

let app: TestApp;
let admin: { token: string };
let client: { token: string };
let own: { id: number; token: string };
let other: { id: number; token: string };
let locationId: number;
/** The barber that `own` is, and one that `other` is. */
let barberId: number;
let otherId: number;

beforeAll(async () => {
  app = await startApp();
  [admin, client] = [await app.signUp('admin'), await app.signUp()];
  [own, other] = [await app.signUp('barber'), await app.signUp('barber')];
  const location = { name: 'Brooklyn', timezone: 'America/New_York' };
  locationId = (await app.post('locations', location, admin)).body.id;
  barberId = (await newBarber({ userId: own.id })).id;
  otherId = (await newBarber({ userId: other.id })).id;
});
afterAll(() => app.close());

async function newBarber(fields: object = {}) {
  const made = await app.post('barbers', { name: 'Maya', locationId, ...fields }, admin);
  expect(made.status).toBe(201);
  return made.body;
}

async function newService(): Promise<number> {
  return (await app.post('services', { name: 'Haircut', durationMinutes: 30 }, admin)).body.id;
}

/** A barber as shown without a token. */
const publicly = (shown: object) =>
  Object.fromEntries(Object.entries(shown).filter(([field]) => field !== 'userId'));

const outboxRows = async () => (await app.database.query('SELECT id FROM outbox')).length;

/** Calls of every kind of caller but those who may: by status. */
async function refusals(call: (caller?: { token: string }) => Promise<{ status: number }>) {
  return [
    (await call(undefined)).status,
    (await call(client)).status,
    (await call(other)).status,
    (await call({ token: 'none' })).status,
  ];
}

describe('/barbers', () => {
  it('creates a barber with defaults, returns the Location, and shows the barber without a token', async () => {
    const made = await app.post('barbers', { name: ' Lin ', locationId }, admin);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: made.body.id,
      name: 'Lin',
      locationId,
      userId: null,
      serviceIds: [],
      services: [],
      active: true,
      hidden: false,
    });
    expect(made.headers.get('location')).toBe(`/api/v1/barbers/${made.body.id}`);
    expect((await app.get(`barbers/${made.body.id}`)).body).toEqual(publicly(made.body));
    expect((await app.get('barbers')).body.items).toContainEqual(publicly(made.body));
  });

  it('lists those of a location', async () => {
    const elsewhere = { name: 'Kreuzberg', timezone: 'Europe/Berlin' };
    const { body: location } = await app.post('locations', elsewhere, admin);
    const barber = await newBarber({ locationId: location.id });
    expect((await app.get(`barbers?locationId=${location.id}`)).body).toEqual({
      items: [publicly(barber)],
      nextCursor: null,
    });
    expect((await app.get('barbers?locationId=999999')).body).toEqual({
      items: [],
      nextCursor: null,
    });
    expect((await app.get('barbers?locationId=x')).status).toBe(400);
    expect((await app.get('barbers?name=Lin')).status).toBe(400);

    const moved = await app.patch(`barbers/${barber.id}`, { locationId }, admin);
    expect(moved.body).toEqual({ ...barber, locationId, affected: [] });
    expect((await app.get(`barbers?locationId=${location.id}`)).body).toEqual({
      items: [],
      nextCursor: null,
    });
    expect((await app.get(`barbers/${barber.id}/availability`)).body.timezone).toBe('America/New_York');
  });

  it('replaces the services of a barber', async () => {
    const [first, second, third] = [await newService(), await newService(), await newService()];
    const barber = await newBarber({ serviceIds: [second, first] });
    expect(barber.serviceIds).toEqual([first, second]);
    const path = `barbers/${barber.id}`;
    const changed = await app.patch(path, { serviceIds: [third, second] }, admin);
    const services = [second, third].map((serviceId) => ({ serviceId, priceCents: null }));
    expect(changed.body).toEqual({ ...barber, serviceIds: [second, third], services, affected: [] });
    expect((await app.patch(path, { name: 'Lin' }, admin)).body.serviceIds).toEqual([second, third]);
    expect((await app.patch(path, { serviceIds: [] }, admin)).body.serviceIds).toEqual([]);
  });

  it('changes nothing if the request repeats the current values', async () => {
    const barber = await newBarber({ serviceIds: [await newService()] });
    const rows = await outboxRows();
    const { id, ...fields } = barber;
    expect((await app.patch(`barbers/${id}`, fields, admin)).body).toEqual({ ...barber, affected: [] });
    expect((await app.patch(`barbers/${id}`, {}, admin)).body).toEqual({ ...barber, affected: [] });
    expect(await outboxRows()).toBe(rows);
  });

  it('turns a client’s account into that of a barber, and leaves an admin an admin', async () => {
    const roleOf = async (id: number) =>
      (await app.database.query<{ role: string }>('SELECT role FROM users WHERE id = $1', [id]))[0]?.role;
    const [user, chief] = [await app.signUp(), await app.signUp('admin')];
    const barber = await newBarber({ userId: user.id });
    expect(await roleOf(user.id)).toBe('barber');
    expect((await app.patch(`barbers/${barber.id}`, { userId: chief.id }, admin)).body.userId).toBe(chief.id);
    expect(await roleOf(chief.id)).toBe('admin');
    expect((await app.patch(`barbers/${barber.id}`, { userId: null }, admin)).body.userId).toBeNull();
  });

  it('refuses an account that belongs to another barber, and changes nothing then', async () => {
    const barber = await newBarber();
    for (const refused of [
      await app.post('barbers', { name: 'Twin', locationId, userId: own.id }, admin),
      await app.patch(`barbers/${barber.id}`, { name: 'Twin', userId: own.id }, admin),
    ]) {
      expect(refused.body).toMatchObject({ status: 409, code: 'conflict' });
    }
    expect((await app.get(`barbers/${barber.id}`)).body).toEqual(publicly(barber));
  });

  it('refuses an account that has ended', async () => {
    const { id, token } = await app.signUp();
    await app.delete('users/me', { token });
    for (const refused of [
      await app.post('barbers', { name: 'Lin', locationId, userId: id }, admin),
      await app.patch(`barbers/${barberId}`, { userId: id }, admin),
    ]) {
      expect(refused.body).toMatchObject({ status: 400, errors: [{ field: 'userId' }] });
    }
  });

  it.each([
    ['locationId', 999_999],
    ['locationId', null],
    ['locationId', '1'],
    ['userId', 999_999],
    ['userId', 0],
    ['serviceIds', [999_999]],
    ['serviceIds', [1, 1]],
    ['serviceIds', 1],
    ['name', ' '],
    ['colour', 'red'],
  ])('refuses %s %j', async (field, value) => {
    const before = (await app.get('barbers')).body;
    const expected = { status: 400, code: 'invalid-request', errors: [{ field }] };
    const refused = await app.post('barbers', { name: 'Lin', locationId, [field]: value }, admin);
    expect(refused.body).toMatchObject(expected);
    expect((await app.patch(`barbers/${barberId}`, { [field]: value }, admin)).body).toMatchObject(expected);
    expect((await app.get('barbers')).body).toEqual(before);
  });

  it('lets barbers change their own name and nothing else', async () => {
    const path = `barbers/${barberId}`;
    expect((await app.patch(path, { name: 'Maya A.' }, own)).body).toMatchObject({ name: 'Maya A.' });
    for (const changes of [
      { locationId },
      { userId: own.id },
      { serviceIds: [] },
      { name: 'M', locationId },
    ]) {
      const refused = await app.patch(path, changes, own);
      expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await app.get(path)).body).toMatchObject({ name: 'Maya A.' });
  });

  it('rejects writes by everyone else', async () => {
    const refused = await refusals((caller) => app.patch(`barbers/${barberId}`, { name: 'Mine' }, caller));
    expect(refused).toEqual([401, 403, 403, 401]);
    expect((await app.post('barbers', { name: 'Lin', locationId }, own)).status).toBe(403);
    expect((await app.post('barbers', { name: 'Lin', locationId }, client)).status).toBe(403);
  });

  it('answers 404 for unknown ids', async () => {
    for (const answer of [
      await app.get('barbers/999999'),
      await app.patch('barbers/999999', { name: 'Nobody' }, admin),
      await app.patch('barbers/999999', { name: 'Nobody' }, own),
    ]) {
      expect(answer.body).toMatchObject({ status: 404, code: 'not-found' });
    }
  });
});

describe('/barbers/:id/availability', () => {
  const MORNING = [{ start: '09:00', end: '12:00' }];
  const LATE = [
    { start: '12:00', end: '18:00' },
    { start: '20:15', end: '24:00' },
  ];
  const week = (windows: Record<number, object[]> = {}) =>
    [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows: windows[day] ?? [] }));

  it('is a week off for a new barber', async () => {
    const { id } = await newBarber();
    const answer = await app.get(`barbers/${id}/availability`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      barberId: id,
      timezone: 'America/New_York',
      weekly: week(),
      overrides: [],
      timeOff: [],
    });
  });

  it('is replaced and returned by PUT, and can be filtered by day', async () => {
    const path = `barbers/${barberId}/availability`;
    await app.put(path, { weekly: [{ day: 5, windows: MORNING }] }, own);
    const body = {
      weekly: [
        { day: 7, windows: LATE },
        { day: 1, windows: MORNING },
        { day: 2, windows: [] },
      ],
    };
    const set = await app.put(path, body, own);
    expect(set.status).toBe(200);
    expect(set.body).toMatchObject({ barberId, weekly: week({ 1: MORNING, 7: LATE }), affected: [] });
    const { affected: _, ...shown } = set.body;
    expect((await app.get(path)).body).toEqual(shown);
    expect((await app.get(`${path}?day=7`)).body).toEqual({
      ...shown,
      weekly: [{ day: 7, windows: LATE }],
    });

    const rows = await outboxRows();
    expect((await app.put(path, body, admin)).body).toEqual(set.body);
    expect(await outboxRows()).toBe(rows);
  });

  it('is one of two weeks that are set at the same time, not a mixture', async () => {
    const { id } = await newBarber();
    const path = `barbers/${id}/availability`;
    const [all, none] = [week({ 1: MORNING, 4: LATE, 6: MORNING }), week({ 2: LATE })];
    for (let round = 0; round < 5; round++) {
      const puts = await Promise.all(
        [all, none, all, none].map((weekly) => app.put(path, { weekly }, admin)),
      );
      expect(puts.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(puts.map(({ body }) => body.weekly)).toEqual([all, none, all, none]);
      expect([all, none]).toContainEqual((await app.get(path)).body.weekly);
    }
  });

  it.each([
    ['day 0', { weekly: [{ day: 0, windows: [] }] }],
    ['24:30', { weekly: [{ day: 1, windows: [{ start: '09:00', end: '24:30' }] }] }],
    ['windows that overlap', { weekly: [{ day: 1, windows: [...MORNING, ...MORNING] }] }],
    ['a day twice', { weekly: [...week(), { day: 1, windows: [] }] }],
    ['no list', { weekly: { day: 1, windows: [] } }],
    ['an unknown field', { weekly: [], overrides: [] }],
  ])('refuses %s', async (_, body) => {
    const path = `barbers/${barberId}/availability`;
    const before = (await app.get(path)).body;
    expect((await app.put(path, body, own)).body).toMatchObject({ status: 400, code: 'invalid-request' });
    expect((await app.get(path)).body).toEqual(before);
  });

  it('takes windows in any order, and answers them in that of the day', async () => {
    const path = `barbers/${barberId}/availability`;
    const sent = { weekly: [{ day: 1, windows: LATE.toReversed() }] };
    const { status, body } = await app.put(path, sent, own);
    expect([status, body.weekly[0]]).toEqual([200, { day: 1, windows: LATE }]);
    await app.put(path, { weekly: week() }, own);
  });

  it('refuses invalid days and unknown barbers', async () => {
    for (const day of ['0', '8', 'monday', '1&day=2', '']) {
      expect((await app.get(`barbers/${barberId}/availability?day=${day}`)).status).toBe(400);
    }
    expect((await app.get('barbers/999999/availability')).status).toBe(404);
    expect((await app.put('barbers/999999/availability', { weekly: [] }, admin)).status).toBe(404);
  });

  it('is written by admins and the barber', async () => {
    const path = `barbers/${barberId}/availability`;
    const refused = await refusals((caller) => app.put(path, { weekly: [] }, caller));
    expect(refused).toEqual([401, 403, 403, 401]);
  });
});

describe('/barbers/:id/overrides/:date', () => {
  const WINDOWS = [{ start: '10:00', end: '11:30' }];

  it('sets and replaces a date, which the availability shows in order', async () => {
    const { id } = await newBarber();
    const override = (date: string) => `barbers/${id}/overrides/${date}`;
    const set = await app.put(override('2036-12-31'), { windows: WINDOWS }, admin);
    expect([set.status, set.body]).toEqual([200, { date: '2036-12-31', windows: WINDOWS, affected: [] }]);
    await app.put(override('2036-01-01'), { windows: WINDOWS }, admin);
    const closed = await app.put(override('2036-01-01'), { windows: [] }, admin);
    expect(closed.body).toEqual({ date: '2036-01-01', windows: [], affected: [] });
    const rows = await outboxRows();
    await app.put(override('2036-01-01'), { windows: [] }, admin);
    expect(await outboxRows()).toBe(rows);
    const { body } = await app.get(`barbers/${id}/availability`);
    expect(body.overrides).toEqual([
      { date: '2036-01-01', windows: [] },
      { date: '2036-12-31', windows: WINDOWS },
    ]);
    expect((await app.get(`barbers/${id}/availability?day=1`)).body.overrides).toEqual(body.overrides);
  });

  it('restores the weekly windows, also if there is no override', async () => {
    const path = `barbers/${barberId}/overrides/2036-05-05`;
    await app.put(path, { windows: WINDOWS }, own);
    for (let round = 0; round < 2; round++) {
      expect(await app.delete(path, own)).toMatchObject({ status: 204, body: '' });
      expect((await app.get(`barbers/${barberId}/availability`)).body.overrides).toEqual([]);
    }
  });

  it('shows those from today on, in the shop’s time zone', async () => {
    const now = Date.now();
    const dateIn = (timeZone: string, instant: number) =>
      new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
    for (const timezone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const { body: location } = await app.post('locations', { name: 'Far', timezone }, admin);
      const { id } = await newBarber({ locationId: location.id });
      const days = [-2, -1, 0, 1].map((shift) => dateIn(timezone, now + shift * DAY_MS));
      for (const day of days) await app.put(`barbers/${id}/overrides/${day}`, { windows: [] }, admin);
      const { body } = await app.get(`barbers/${id}/availability`);
      expect(body.overrides.map(({ date }: { date: string }) => date)).toEqual(days.slice(2));
    }
  });

  it('refuses invalid dates and windows, and unknown barbers', async () => {
    const path = `barbers/${barberId}/overrides`;
    for (const date of ['2027-02-30', '2027-2-3', '20270203', 'tomorrow', '2027-02-03T00:00Z']) {
      expect((await app.put(`${path}/${date}`, { windows: [] }, admin)).status).toBe(400);
      expect((await app.delete(`${path}/${date}`, admin)).status).toBe(400);
    }
    for (const windows of [undefined, null, [...WINDOWS, ...WINDOWS], [{ start: '10:00' }], ['10:00']]) {
      expect((await app.put(`${path}/2036-05-05`, { windows }, admin)).status).toBe(400);
    }
    expect((await app.put('barbers/999999/overrides/2036-05-05', { windows: [] }, admin)).status).toBe(404);
    expect((await app.delete('barbers/999999/overrides/2036-05-05', admin)).status).toBe(404);
  });

  it('is written by admins and the barber', async () => {
    const path = `barbers/${barberId}/overrides/2036-05-05`;
    expect(await refusals((caller) => app.put(path, { windows: [] }, caller))).toEqual([401, 403, 403, 401]);
    expect(await refusals((caller) => app.delete(path, caller))).toEqual([401, 403, 403, 401]);
  });
});

describe('/barbers/:id/time-off', () => {
  const SPAN = { startsAt: '2036-07-01T04:00:00.000Z', endsAt: '2036-07-15T04:00:00.000Z' };

  it('is created, shown without its reason, and removed', async () => {
    const path = `barbers/${barberId}/time-off`;
    const made = await app.post(path, { ...SPAN, reason: 'Surgery' }, own);
    const { id } = made.body;
    expect(made.status).toBe(201);
    expect(made.body).toEqual({ id, barberId, ...SPAN, reason: 'Surgery', affected: [] });
    expect(made.headers.get('location')).toBe(`/api/v1/${path}/${id}`);
    const availability = `barbers/${barberId}/availability`;
    expect((await app.get(availability)).body.timeOff).toEqual([{ id, ...SPAN }]);
    expect(await app.delete(`${path}/${id}`, own)).toMatchObject({ status: 204, body: '' });
    expect((await app.get(availability)).body.timeOff).toEqual([]);
    expect((await app.delete(`${path}/${id}`, own)).status).toBe(404);
  });

  it('is refused once a thousand are ahead', async () => {
    const { barberIds } = await createShop(app.database);
    const [id] = barberIds;
    await app.database.query(
      `INSERT INTO barber_time_off (barber_id, starts_at, ends_at)
       SELECT $1, now() - interval '1 day', now() + (n - 0.5) * interval '1 day' FROM generate_series(0, 999) AS n`,
      [id],
    );
    const statuses: number[] = [];
    for (let n = 0; n < 2; n++) statuses.push((await app.post(`barbers/${id}/time-off`, SPAN, admin)).status);
    expect(statuses).toEqual([201, 409]);
  });

  it('is an instant range: offsets are read, no reason is needed, spans are in order', async () => {
    const { id } = await newBarber();
    const path = `barbers/${id}/time-off`;
    const later = (await app.post(path, { ...SPAN, reason: null }, admin)).body;
    const sooner = (
      await app.post(
        path,
        { startsAt: '2036-01-01T00:00+02:00', endsAt: '2036-01-01T00:00:00.001+02:00' },
        admin,
      )
    ).body;
    expect(sooner).toMatchObject({
      startsAt: '2035-12-31T22:00:00.000Z',
      endsAt: '2035-12-31T22:00:00.001Z',
      reason: null,
    });
    const { timeOff } = (await app.get(`barbers/${id}/availability`)).body;
    expect(timeOff.map((span: { id: number }) => span.id)).toEqual([sooner.id, later.id]);
  });

  it('is shown until the end of the shop’s day on which it ends', async () => {
    const timezone = 'Etc/GMT+12';
    const { body: location } = await app.post('locations', { name: 'West', timezone }, admin);
    const { id } = await newBarber({ locationId: location.id });
    const midnight = Math.floor((Date.now() - 12 * HOUR_MS) / DAY_MS) * DAY_MS + 12 * HOUR_MS;
    const startsAt = new Date(midnight - HOUR_MS).toISOString();
    const ends = [midnight, midnight + 1].map((end) => new Date(end).toISOString());
    for (const endsAt of ends) await app.post(`barbers/${id}/time-off`, { startsAt, endsAt }, admin);
    const { timeOff } = (await app.get(`barbers/${id}/availability`)).body;
    expect(timeOff.map((span: { endsAt: string }) => span.endsAt)).toEqual([ends[1]]);
  });

  it.each([
    ['endsAt', { ...SPAN, endsAt: SPAN.startsAt }],
    ['endsAt', { startsAt: SPAN.endsAt, endsAt: SPAN.startsAt }],
    ['endsAt', { ...SPAN, startsAt: '2031-01-01T00:00:00Z' }],
    ['endsAt', { startsAt: SPAN.startsAt }],
    ['startsAt', { ...SPAN, startsAt: '2036-07-01' }],
    ['startsAt', { ...SPAN, startsAt: '2036-07-01T04:00:00' }],
    ['startsAt', { ...SPAN, startsAt: '2036-02-30T04:00:00Z' }],
    ['reason', { ...SPAN, reason: 'x'.repeat(501) }],
    ['note', { ...SPAN, note: '' }],
  ])('refuses a bad %s (%#)', async (field, body) => {
    const refused = await app.post(`barbers/${barberId}/time-off`, body, own);
    expect(refused.body).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ field }] });
  });

  it('answers 404 for unknown barbers and for time off of other barbers', async () => {
    const { body: span } = await app.post(`barbers/${otherId}/time-off`, SPAN, other);
    for (const answer of [
      await app.delete(`barbers/${barberId}/time-off/${span.id}`, own),
      await app.delete(`barbers/${barberId}/time-off/${span.id}`, admin),
      await app.post('barbers/999999/time-off', SPAN, admin),
    ]) {
      expect(answer.body).toMatchObject({ status: 404, code: 'not-found' });
    }
    expect((await app.get(`barbers/${otherId}/availability`)).body.timeOff).toHaveLength(1);
  });

  it('is written by admins and the barber', async () => {
    const path = `barbers/${barberId}/time-off`;
    const { body: span } = await app.post(path, SPAN, admin);
    expect(await refusals((caller) => app.post(path, SPAN, caller))).toEqual([401, 403, 403, 401]);
    expect(await refusals((caller) => app.delete(`${path}/${span.id}`, caller))).toEqual([
      401, 403, 403, 401,
    ]);
    expect((await app.delete(`${path}/${span.id}`, admin)).status).toBe(204);
  });
});
