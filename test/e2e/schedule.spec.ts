import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

const ZONE = 'America/New_York';
/** A Monday in winter: 00:00 there is 05:00 UTC. */
const MONDAY = '2028-01-10';
const TUESDAY = '2028-01-11';

let app: TestApp;
let admin: { id: number; token: string };
let client: { token: string };
let own: { id: number; token: string };
let other: { token: string };
let serviceId: number;
let locationId: number;
let barberId: number;

beforeAll(async () => {
  app = await startApp();
  [admin, client] = [await app.signUp('admin'), await app.signUp()];
  other = await app.signUp('barber');
  const service = { name: 'Haircut', durationMinutes: 60 };
  serviceId = (await app.post('services', service, admin)).body.id;
});
afterAll(() => app.close());

beforeEach(async () => {
  own = await app.signUp('barber');
  locationId = (await app.post('locations', { name: 'Brooklyn', timezone: ZONE }, admin)).body.id;
  const barber = { name: 'Maya', locationId, userId: own.id };
  barberId = (await app.post('barbers', barber, admin)).body.id;
});

const read = (from: string, to: string, caller: { token: string } | undefined = admin) =>
  app.get(`barbers/${barberId}/schedule?from=${from}&to=${to}`, caller);

async function blocks(from: string, to = from): Promise<unknown[]> {
  const { status, body } = await read(from, to);
  expect(status).toBe(200);
  return body.blocks;
}

const work = (...days: [day: number, start: string, end: string][]) =>
  app.put(
    `barbers/${barberId}/availability`,
    { weekly: days.map(([day, start, end]) => ({ day, windows: [{ start, end }] })) },
    own,
  );

async function book(startsAt: string, endsAt: string, status = 'confirmed'): Promise<number> {
  const [row] = await app.database.query<{ id: number }>(
    `INSERT INTO appointments (status, barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from,
       blocked_until, timezone)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $6::timestamptz - interval '10 minutes', $7, $8) RETURNING id`,
    [status, barberId, serviceId, locationId, admin.id, startsAt, endsAt, ZONE],
  );
  return row?.id ?? 0;
}

const block = (kind: string, startsAt: string, endsAt: string, appointmentId?: number) => ({
  kind,
  startsAt,
  endsAt,
  ...(appointmentId === undefined ? {} : { appointmentId }),
});

describe('/barbers/:id/schedule', () => {
  it('names its barber, and is empty for a barber without windows or appointments', async () => {
    const answer = await read(MONDAY, TUESDAY);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ barberId, from: MONDAY, to: TUESDAY, timezone: ZONE, blocks: [] });
  });

  it('shows windows within the business hours, appointments and time off, by start and kind', async () => {
    await work([1, '09:00', '17:00'], [2, '09:00', '12:00']);
    const hours = { weekly: [1, 2].map((day) => ({ day, windows: [{ start: '10:00', end: '20:00' }] })) };
    await app.put(`settings/business-hours?locationId=${locationId}`, hours, admin);
    const appointment = await book('2028-01-10T15:00Z', '2028-01-10T16:00Z');
    const done = await book('2028-01-10T16:30Z', '2028-01-10T17:30Z', 'completed');
    await book('2028-01-10T18:00Z', '2028-01-10T19:00Z', 'cancelled');
    const span = { startsAt: '2028-01-10T15:00:00.000Z', endsAt: '2028-01-10T15:30:00.000Z' };
    await app.post(`barbers/${barberId}/time-off`, span, own);
    expect(await blocks(MONDAY, TUESDAY)).toEqual([
      block('working', '2028-01-10T15:00:00.000Z', '2028-01-10T22:00:00.000Z'),
      block('appointment', '2028-01-10T15:00:00.000Z', '2028-01-10T16:00:00.000Z', appointment),
      block('time_off', span.startsAt, span.endsAt),
      block('appointment', '2028-01-10T16:30:00.000Z', '2028-01-10T17:30:00.000Z', done),
      block('working', '2028-01-11T15:00:00.000Z', '2028-01-11T17:00:00.000Z'),
    ]);
    expect(await blocks('2028-01-12')).toEqual([]);
  });

  it('replaces the weekly windows on dates with an override', async () => {
    await work([1, '09:00', '17:00'], [2, '09:00', '17:00']);
    const windows = [{ start: '22:00', end: '24:00' }];
    await app.put(`barbers/${barberId}/overrides/${MONDAY}`, { windows }, own);
    await app.put(`barbers/${barberId}/overrides/${TUESDAY}`, { windows: [] }, own);
    const night = block('working', '2028-01-11T03:00:00.000Z', '2028-01-11T05:00:00.000Z');
    expect(await blocks(MONDAY, TUESDAY)).toEqual([night]);
    await app.delete(`barbers/${barberId}/overrides/${TUESDAY}`, own);
    expect(await blocks(TUESDAY)).toHaveLength(1);
  });

  it('contains exactly the blocks that overlap the shop’s dates, uncut', async () => {
    const over = await book('2028-01-10T04:30Z', '2028-01-10T05:30Z');
    await book('2028-01-10T03:00Z', '2028-01-10T04:00Z');
    await book('2028-01-11T05:10Z', '2028-01-11T06:00Z');
    const span = { startsAt: '2028-01-01T00:00:00.000Z', endsAt: '2028-02-01T00:00:00.000Z' };
    await app.post(`barbers/${barberId}/time-off`, span, own);
    for (const [startsAt, endsAt] of [
      ['2028-01-10T04:00:00Z', '2028-01-10T05:00:00Z'],
      ['2028-01-11T05:00:00Z', '2028-01-11T06:00:00Z'],
    ]) {
      await app.post(`barbers/${barberId}/time-off`, { startsAt, endsAt }, own);
    }
    expect(await blocks(MONDAY)).toEqual([
      block('time_off', span.startsAt, span.endsAt),
      block('appointment', '2028-01-10T04:30:00.000Z', '2028-01-10T05:30:00.000Z', over),
    ]);
  });

  it('follows a location that changes its time zone, and a barber who changes location', async () => {
    await work([1, '09:00', '10:00']);
    await app.patch(`locations/${locationId}`, { timezone: 'Asia/Tokyo' }, admin);
    const tokyo = block('working', '2028-01-10T00:00:00.000Z', '2028-01-10T01:00:00.000Z');
    expect(await blocks(MONDAY)).toEqual([tokyo]);
    const berlin = { name: 'Kreuzberg', timezone: 'Europe/Berlin' };
    const { body: location } = await app.post('locations', berlin, admin);
    await app.patch(`barbers/${barberId}`, { locationId: location.id }, admin);
    const { body } = await read(MONDAY, MONDAY);
    expect(body.timezone).toBe('Europe/Berlin');
    const moved = block('working', '2028-01-10T08:00:00.000Z', '2028-01-10T09:00:00.000Z');
    expect(body.blocks).toEqual([moved]);
  });

  it('resolves windows as slots do where the clock changes', async () => {
    // 2028-03-12, a Sunday: 02:00 becomes 03:00 in New York.
    await work([7, '01:30', '02:30']);
    const pushed = block('working', '2028-03-12T06:30:00.000Z', '2028-03-12T07:30:00.000Z');
    expect(await blocks('2028-03-12')).toEqual([pushed]);
  });

  it('takes 62 days at most, in order', async () => {
    expect((await read('2028-01-01', '2028-03-02')).status).toBe(200);
    for (const [from, to] of [
      ['2028-01-01', '2028-03-03'],
      [TUESDAY, MONDAY],
      ['2028-02-30', '2028-03-01'],
      [MONDAY, 'x'],
    ] as const) {
      const refused = await read(from, to);
      expect(refused.body).toMatchObject({ status: 400, code: 'invalid-request' });
      expect(refused.body.errors).toHaveLength(1);
    }
    for (const query of ['', `?from=${MONDAY}`, `?to=${MONDAY}`, `?from=${MONDAY}&to=${MONDAY}&day=1`]) {
      expect((await app.get(`barbers/${barberId}/schedule${query}`, admin)).status).toBe(400);
    }
  });

  it('is for admins and that barber; for others it does not exist', async () => {
    expect((await read(MONDAY, TUESDAY, own)).status).toBe(200);
    expect((await app.get(`barbers/${barberId}/schedule?from=${MONDAY}&to=${MONDAY}`)).status).toBe(401);
    expect((await read(MONDAY, TUESDAY, client)).status).toBe(403);
    const stranger = await read(MONDAY, TUESDAY, other);
    const unknown = await app.get(`barbers/999999/schedule?from=${MONDAY}&to=${MONDAY}`, other);
    expect([stranger.status, unknown.status]).toEqual([404, 404]);
    expect((await app.get(`barbers/999999/schedule?from=${MONDAY}&to=${MONDAY}`, admin)).status).toBe(404);
  });
});
