import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../src/config/clock.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

/** A Monday. */
const NOW = Date.parse('2027-03-01T08:00Z');
const NINE_TO_TWELVE = [[540, 720]] as const;

let test: TestApp;
let shop: TestShop;

// Without a cache: these tests write by SQL and ask at once.
beforeAll(async () => {
  test = await startApp({ CACHE_ENABLED: 'false' });
});
afterAll(() => test.close());

beforeEach(async () => {
  jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(NOW);
  shop = await createShop(test.database, { barbers: 2, windows: NINE_TO_TWELVE, intervalMinutes: 60 });
});

const at = (now: string) => jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(Date.parse(now));

async function ask(parameters: Record<string, string | number>, token?: string) {
  const asked = { date: '2027-03-02', locationId: shop.locationId, serviceId: shop.serviceId, ...parameters };
  const query = new URLSearchParams(
    Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return test.get(`bookings/available-slots?${query.toString()}`, token === undefined ? {} : { token });
}

async function times(parameters: Record<string, string | number> = {}): Promise<string[]> {
  const { body } = await ask(parameters);
  return body.slots.map(({ time, barberIds }: { time: string; barberIds: number[] }) =>
    [time, ...barberIds.map((id) => 'AB'[shop.barberIds.indexOf(id)])].join(' '),
  );
}

async function book(barber: number, from: string, minutes = 60, status = 'confirmed'): Promise<void> {
  const { id } = await test.signUp();
  const starts = Date.parse(from);
  const [startsAt, endsAt] = [new Date(starts), new Date(starts + minutes * MINUTE_MS)];
  await test.database.query(
    `INSERT INTO appointments (barber_id, service_id, location_id, user_id, status, starts_at, ends_at, blocked_from, blocked_until, timezone)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $7, 'UTC')`,
    [shop.barberIds[barber], shop.serviceId, shop.locationId, id, status, startsAt, endsAt],
  );
}

describe('windows', () => {
  const window = (start: string, end: string) => ({ start, end });
  const setWeek = async (...windows: { start: string; end: string }[]) => {
    const { token } = await test.signUp('admin');
    const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows }));
    const path = `barbers/${shop.barberIds[0]}/availability`;
    const { status, body } = await test.put(path, { weekly }, { token });
    expect([status, body.weekly]).toEqual([200, weekly]);
  };

  it('may end the next day, and belong to the day they begin', async () => {
    shop = await createShop(test.database, { durationMinutes: 60 });
    await setWeek(window('22:30', '01:30'));
    expect(await times()).toEqual(['00:00 A', '00:30 A', '22:30 A', '23:00 A', '23:30 A']);
    const { token } = await test.signUp('admin');
    const override = `barbers/${shop.barberIds[0]}/overrides/2027-03-02`;
    await test.put(override, { windows: [window('18:00', '00:30')] }, { token });
    expect((await times()).slice(0, 3)).toEqual(['00:00 A', '00:30 A', '18:00 A']);
    expect(await times({ date: '2027-03-03' })).toEqual(['22:30 A', '23:00 A', '23:30 A']);
    await test.put(override, { windows: [] }, { token });
    expect(await times()).toEqual(['00:00 A', '00:30 A']);

    const client = await test.signUp();
    const slot = { serviceId: shop.serviceId, locationId: shop.locationId, timezone: 'UTC' };
    const booked = await test.post('bookings', { ...slot, date: '2027-03-03', time: '23:30' }, client);
    expect([booked.status, booked.body.endsAt]).toEqual([201, '2027-03-04T00:30:00.000Z']);
    const schedule = `barbers/${shop.barberIds[0]}/schedule?from=2027-03-04&to=2027-03-04`;
    expect((await test.get(schedule, { token })).body.blocks).toMatchObject([
      { kind: 'working', startsAt: '2027-03-03T22:30:00.000Z', endsAt: '2027-03-04T01:30:00.000Z' },
      { kind: 'appointment' },
      { kind: 'working', startsAt: '2027-03-04T22:30:00.000Z' },
    ]);
  });

  it('that touch are one for the end of a slot, also at midnight', async () => {
    shop = await createShop(test.database, { durationMinutes: 60 });
    await setWeek(window('09:00', '12:00'), window('12:00', '15:00'));
    expect(await times()).toContain('11:30 A');
    expect((await times()).at(-1)).toBe('14:00 A');
    await setWeek(window('00:00', '24:00'));
    expect(await times()).toHaveLength(48);
    expect((await times()).at(-1)).toBe('23:30 A');
  });
});

describe('GET /bookings/available-slots', () => {
  it('answers the slots of a day', async () => {
    const { status, body } = await ask({});
    expect(status).toBe(200);
    expect(body).toEqual({
      date: '2027-03-02',
      timezone: 'UTC',
      locationId: shop.locationId,
      barberId: null,
      serviceId: shop.serviceId,
      slots: ['09:00', '10:00', '11:00'].map((time) => ({
        startsAt: `2027-03-02T${time}:00.000Z`,
        endsAt: `2027-03-02T${time.replace(':00', ':30')}:00.000Z`,
        time,
        barberIds: shop.barberIds,
      })),
      nextAvailable: null,
    });
  });

  it('answers the slots of one barber', async () => {
    const { body } = await ask({ barberId: shop.barberIds[1]! });
    expect(body.barberId).toBe(shop.barberIds[1]);
    expect(body.slots[0].barberIds).toEqual([shop.barberIds[1]]);
  });

  it('omits busy barbers, ignoring cancelled appointments and those of other barbers', async () => {
    await book(0, '2027-03-02T09:00Z');
    await book(1, '2027-03-02T10:00Z');
    await book(1, '2027-03-02T11:00Z', 60, 'cancelled');
    await book(0, '2027-03-02T11:00Z', 60, 'no_show');
    expect(await times()).toEqual(['09:00 B', '10:00 A', '11:00 B']);
  });

  it('considers appointments as far away as the longest service and buffer reach', async () => {
    const [longest] = await test.database.query<{ id: number }>(
      `INSERT INTO services (name, duration_minutes, buffer_before_minutes, buffer_after_minutes)
       VALUES ('Everything', 480, 120, 120) RETURNING id`,
    );
    await test.database.query(`UPDATE barber_availability SET weekly = $1::jsonb`, [
      JSON.stringify(Array.from({ length: 7 }, () => [[0, 1440]])),
    ]);
    const { id } = await test.signUp();
    const insert = (barber: number, starts: string) =>
      test.database.query(
        `INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
         SELECT $1, $2, $3, $4, s, s + interval '480 min', s - interval '120 min', s + interval '600 min', 'UTC'
         FROM (SELECT $5::timestamptz) AS given(s)`,
        [shop.barberIds[barber], longest!.id, shop.locationId, id, starts],
      );
    await test.database.query('UPDATE booking_settings SET slot_interval_minutes = 1');
    // In Manila, eight hours ahead, the day lasts from 16:00 to 16:00 UTC.
    // Blocked until 14:01, and the slot at 16:00 is blocked from 14:00.
    await insert(0, '2027-03-02T04:01Z');
    // Blocked from 01:58, and the slot at 15:59 is blocked until 01:59.
    await insert(1, '2027-03-04T03:58Z');
    const { body } = await ask({ serviceId: longest!.id, timezone: 'Asia/Manila', date: '2027-03-03' });
    const [a, b] = shop.barberIds;
    const who = (starts: string) =>
      body.slots.find(({ startsAt }: { startsAt: string }) => Date.parse(startsAt) === Date.parse(starts))
        ?.barberIds;
    expect(who('2027-03-02T16:00Z')).toEqual([b]);
    expect(who('2027-03-03T00:00Z')).toEqual([a, b]);
    expect(who('2027-03-03T15:58Z')).toEqual([a, b]);
    expect(who('2027-03-03T15:59Z')).toEqual([a]);
  });

  it('respects the week, overrides, time off and business hours', async () => {
    const [a, b] = shop.barberIds;
    await test.database.query(`INSERT INTO barber_overrides VALUES ($1, '2027-03-02', '[[480, 600]]')`, [a]);
    await test.database.query(`INSERT INTO barber_overrides VALUES ($1, '2027-03-03', '[]')`, [a]);
    await test.database.query(
      `INSERT INTO barber_time_off (barber_id, starts_at, ends_at) VALUES ($1, '2027-03-02T09:20Z', '2027-03-02T11:00Z')`,
      [b],
    );
    expect(await times()).toEqual(['08:00 A', '09:00 A', '11:00 B']);
    expect(await times({ date: '2027-03-03' })).toEqual(['09:00 B', '10:00 B', '11:00 B']);

    const hours = [[[540, 630]], [[510, 690]], [], [], [], [], []];
    await test.database.query(`INSERT INTO business_hours VALUES ($1, $2::jsonb)`, [
      shop.locationId,
      JSON.stringify(hours),
    ]);
    // Tuesday 08:30 to 11:30: the grid starts where both have begun.
    expect(await times()).toEqual(['08:30 A', '09:30 A', '11:00 B']);
    expect(await times({ date: '2027-03-03' })).toEqual([]);
  });

  it('omits barbers who do not offer the service; a barber without a list offers all services', async () => {
    const [other] = await test.database.query<{ id: number }>(
      `INSERT INTO services (name, duration_minutes) VALUES ('Shave', 15) RETURNING id`,
    );
    await test.database.query('INSERT INTO barber_services VALUES ($1, $2)', [shop.barberIds[0], other!.id]);
    expect(await times()).toEqual(['09:00 B', '10:00 B', '11:00 B']);
    expect(await times({ serviceId: other!.id })).toEqual(['09:00 A B', '10:00 A B', '11:00 A B']);
    expect(await times({ barberId: shop.barberIds[0]! })).toEqual([]);
  });

  it('keeps the minimum notice and the horizon', async () => {
    await test.database.query(
      'UPDATE booking_settings SET minimum_notice_minutes = 90, booking_horizon_days = 1',
    );
    at('2027-03-02T08:30Z');
    expect(await times()).toEqual(['10:00 A B', '11:00 A B']);
    at('2027-03-02T08:30:00.001Z');
    expect(await times()).toEqual(['11:00 A B']);
  });

  it('has all of the horizon’s last day, as the shop’s calendar has it', async () => {
    await test.database.query('UPDATE booking_settings SET booking_horizon_days = 1');
    at('2027-03-02T00:00Z');
    expect(await times({ date: '2027-03-03' })).toEqual(['09:00 A B', '10:00 A B', '11:00 A B']);
    expect(await times({ date: '2027-03-04' })).toEqual([]);
    at('2027-03-02T23:59:59.999Z');
    expect(await times({ date: '2027-03-04' })).toEqual([]);
    await test.database.query(`UPDATE locations SET timezone = 'America/New_York'`);
    at('2027-03-02T03:00Z');
    const viewer = { timezone: 'UTC', date: '2027-03-02' };
    expect(await times(viewer)).toEqual(['14:00 A B', '15:00 A B', '16:00 A B']);
    expect(await times({ ...viewer, date: '2027-03-03' })).toEqual([]);
    const { body } = await test.get(
      `bookings/next-available?date=2027-03-03&locationId=${shop.locationId}&serviceId=${shop.serviceId}`,
    );
    expect(body.next).toBe(null);
  });

  it('has none in the past', async () => {
    expect(await times({ date: '2027-02-28' })).toEqual([]);
    expect(await times({ date: '1970-01-01' })).toEqual([]);
    expect(await times({ date: '2999-12-31' })).toEqual([]);
  });
});

describe('what a service says of itself', () => {
  let admin: { token: string };
  const patch = async (fields: object, path = `services/${shop.serviceId}`) => {
    const { status, body } = await test.patch(path, fields, admin);
    return { status, body };
  };
  beforeEach(async () => {
    admin = await test.signUp('admin');
  });

  it('where it is offered: elsewhere it is as unknown as one that does not exist', async () => {
    const other = await createShop(test.database, { windows: NINE_TO_TWELVE, intervalMinutes: 60 });
    const { serviceId } = shop;
    expect((await patch({ locationIds: [other.locationId] })).body.locationIds).toEqual([other.locationId]);
    expect(await ask({})).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await ask({ locationId: other.locationId })).toMatchObject({ status: 200, body: { serviceId } });
    const at2 = (date: string) => ({ date, time: '09:00', timezone: 'UTC', serviceId });
    const client = await test.signUp();
    const bookAt = async (locationId: number) =>
      (await test.post('bookings', { ...at2('2027-03-03'), locationId }, client)).status;
    expect([await bookAt(shop.locationId), await bookAt(other.locationId)]).toEqual([404, 201]);
    const walkIn = { locationId: shop.locationId, serviceId };
    expect((await test.post('bookings/walk-in', walkIn, admin)).status).toBe(404);
    const next = `bookings/next-available?locationId=${shop.locationId}`;
    expect((await test.get(`${next}&serviceId=${serviceId}`)).status).toBe(404);
    const listed = async (locationId: number) => {
      const { body } = await test.get(`services?locationId=${locationId}&limit=100`);
      return body.items.map(({ id }: { id: number }) => id);
    };
    expect(await listed(shop.locationId)).not.toContain(serviceId);
    expect(await listed(other.locationId)).toContain(serviceId);
    expect((await patch({ locationIds: [999_999] })).status).toBe(400);
    expect((await patch({ locationIds: [] })).body.locationIds).toEqual([]);
    expect((await ask({})).status).toBe(200);
  });

  it('where it is offered: at most locations of a chain of 2,000', async () => {
    const rows = await test.database.query<{ id: number }>(
      `INSERT INTO locations (business_id, name, timezone)
       SELECT business_id, 'Shop', 'UTC' FROM locations, generate_series(1, 1999) WHERE id = $1 RETURNING id`,
      [shop.locationId],
    );
    const locationIds = rows.map(({ id }) => id);
    expect((await patch({ locationIds })).body.locationIds).toEqual(locationIds);
    expect((await ask({})).status).toBe(404);
    expect((await patch({ locationIds: [...locationIds.slice(1), shop.locationId] })).status).toBe(200);
    expect((await ask({})).status).toBe(200);
  });

  it('an appointment there stays, and can be moved at its location only', async () => {
    const sameHours = { windows: NINE_TO_TWELVE, intervalMinutes: 60 };
    const other = await createShop(test.database, sameHours);
    const elsewhere = await createShop(test.database, sameHours);
    const { serviceId, locationId } = shop;
    const client = await test.signUp();
    const slot = { date: '2027-03-03', time: '09:00', timezone: 'UTC' };
    const { body } = await test.post('bookings', { ...slot, serviceId, locationId }, client);
    await patch({ locationIds: [elsewhere.locationId] });
    const move = (fields: object) => test.patch(`bookings/${body.id}`, fields, client);
    expect((await move({ ...slot, time: '10:00' })).status).toBe(200);
    expect((await move({ ...slot, locationId: other.locationId })).status).toBe(404);
  });

  it('its own interval, notice and horizon; null: those of the settings', async () => {
    const own = { slotIntervalMinutes: 90, minimumNoticeMinutes: 1440 + 30, bookingHorizonDays: 2 };
    expect((await patch(own)).body).toMatchObject(own);
    at('2027-03-01T09:00Z');
    expect(await times()).toEqual(['10:30 A B']);
    expect(await times({ date: '2027-03-03' })).toEqual(['09:00 A B', '10:30 A B']);
    expect(await times({ date: '2027-03-04' })).toEqual([]);
    const client = await test.signUp();
    const { serviceId, locationId } = shop;
    const codeOf = async (date: string, time: string) =>
      (await test.post('bookings', { date, time, timezone: 'UTC', serviceId, locationId }, client)).body.code;
    expect(await codeOf('2027-03-02', '09:00')).toBe('too-soon');
    expect(await codeOf('2027-03-04', '09:00')).toBe('beyond-horizon');
    expect(await codeOf('2027-03-03', '10:00')).toBe('outside-availability');
    await patch({ slotIntervalMinutes: null, minimumNoticeMinutes: null, bookingHorizonDays: null });
    expect(await times()).toEqual(['09:00 A B', '10:00 A B', '11:00 A B']);
    expect((await patch({ slotIntervalMinutes: 0 })).status).toBe(400);
  });

  it('its price, unless the barber has one of their own: the appointment keeps what was agreed', async () => {
    const [a, b] = shop.barberIds as [number, number];
    const { serviceId, locationId } = shop;
    await patch({ priceCents: 3000 });
    const offer = (id: number, fields: object) => patch(fields, `barbers/${id}`);
    const services = [{ serviceId, priceCents: 4500 }];
    expect((await offer(b, { services })).body).toMatchObject({ serviceIds: [serviceId], services });
    const client = await test.signUp();
    const bookWith = (barberId: number | undefined, time: string) =>
      test.post(
        'bookings',
        { date: '2027-03-03', time, timezone: 'UTC', serviceId, locationId, ...(barberId && { barberId }) },
        client,
      );
    expect((await bookWith(a, '09:00')).body.priceCents).toBe(3000);
    const { body } = await bookWith(b, '10:00');
    expect(body.priceCents).toBe(4500);
    const any = await bookWith(undefined, '10:00');
    expect(any.body).toMatchObject({ barberId: a, priceCents: 3000 });
    const anyLeft = await bookWith(undefined, '09:00');
    expect(anyLeft.body).toMatchObject({ barberId: b, priceCents: 4500 });

    await offer(b, { services: [{ serviceId, priceCents: 9900 }] });
    const move = async (fields: object) => (await test.patch(`bookings/${body.id}`, fields, client)).body;
    expect(await move({ date: '2027-03-03', time: '11:00' })).toMatchObject({ priceCents: 4500 });
    expect(await move({ barberId: a })).toMatchObject({ priceCents: 3000 });
    expect(await move({ barberId: b })).toMatchObject({ priceCents: 9900 });
    // What is named without prices keeps those that it has.
    expect((await offer(b, { serviceIds: [serviceId] })).body.services).toEqual([
      { serviceId, priceCents: 9900 },
    ]);
    expect((await offer(b, { services: [{ serviceId }] })).body.services).toEqual([
      { serviceId, priceCents: null },
    ]);
    expect(await move({ barberId: a })).toMatchObject({ priceCents: 9900 });
    await offer(b, { services });
    const byStaff = await test.patch(`bookings/${body.id}`, { barberId: b, priceCents: 9900 }, admin);
    expect(byStaff.body).toMatchObject({ barberId: b, priceCents: 9900 });
    expect((await offer(b, { services: [], serviceIds: [serviceId] })).status).toBe(400);
    expect((await offer(b, { services: [...services, ...services] })).status).toBe(400);
    expect((await offer(b, { services: [{ serviceId: 999_999 }] })).status).toBe(400);
  });
});

describe('for who moves a booking', () => {
  const DAY = '2027-03-02';
  let client: { id: number; token: string };
  let id: number;

  beforeEach(async () => {
    shop = await createShop(test.database, {
      barbers: 2,
      windows: NINE_TO_TWELVE,
      intervalMinutes: 15,
      durationMinutes: 60,
      noticeMinutes: 60,
    });
    client = await test.signUp();
    const { locationId, serviceId, barberIds } = shop;
    const where = { locationId, serviceId, barberId: barberIds[0], timezone: 'UTC' };
    const booked = await test.post('bookings', { ...where, date: DAY, time: '10:30' }, client);
    expect(booked.status).toBe(201);
    ({ id } = booked.body);
  });

  const list = async (fields: object, token: string | undefined = client.token, kind = 'available-slots') => {
    const asked = { date: DAY, ignoreBookingId: id, ...fields };
    const query = new URLSearchParams(
      Object.entries(asked).flatMap(([name, value]): [string, string][] =>
        value === '' ? [] : [[name, String(value)]],
      ),
    );
    return test.get(`bookings/${kind}?${query.toString()}`, token === undefined ? {} : { token });
  };
  const timesOf = ({ body }: { body: { slots: { time: string }[] } }) => body.slots.map(({ time }) => time);

  it('the own time is free, and the answer is not shared', async () => {
    const barberId = shop.barberIds[0]!;
    const moves = await list({ barberId });
    expect(moves.headers.get('cache-control')).toContain('no-store');
    expect(timesOf(moves)).toEqual(expect.arrayContaining(['10:30', '10:45', '11:00']));
    expect(await times({ barberId })).toEqual(['09:00 A', '09:15 A', '09:30 A']);
    const next = await list({ barberId, date: DAY }, client.token, 'next-available');
    expect(next.body.next.time).toBe('09:00');
    for (const time of timesOf(moves)) {
      const { status } = await test.patch(`bookings/${id}`, { date: DAY, time }, client);
      expect([time, status]).toEqual([time, 200]);
    }
    expect((await test.patch(`bookings/${id}`, { date: DAY, time: '11:15' }, client)).status).toBe(422);
  });

  it('the own time is free in lists and counts of several days, too', async () => {
    const barberId = shop.barberIds[0]!;
    const days = { date: '', from: DAY, to: '2027-03-03', barberId, serviceId: shop.serviceId };
    const moves = await list(days);
    expect(moves.headers.get('cache-control')).toContain('no-store');
    const [day, next] = moves.body.days;
    expect(day.slots).toEqual((await list({ barberId })).body.slots);
    expect(timesOf({ body: day })).toContain('10:30');
    expect(next.date).toBe('2027-03-03');
    const counts = await list(days, client.token, 'available-days');
    expect(counts.headers.get('cache-control')).toContain('no-store');
    const free = counts.body.days.map((each: { free: number }) => each.free);
    expect(free).toEqual([day.slots.length, next.slots.length]);
    const shared = await list({ ...days, ignoreBookingId: '' }, client.token, 'available-days');
    expect(shared.body.days[0].free).toBe(3);
    for (const kind of ['available-slots', 'available-days']) {
      expect((await list(days, (await test.signUp()).token, kind)).status).toBe(404);
      expect(
        (await test.get(`bookings/${kind}?from=${DAY}&to=2027-03-03&ignoreBookingId=${id}`)).status,
      ).toBe(401);
    }
  });

  it('is seen by those who may see the booking', async () => {
    const status = async (token?: string) => (await list({}, token)).status;
    expect(await status((await test.signUp()).token)).toBe(404);
    expect((await list({ ignoreBookingId: 999_999 })).status).toBe(404);
    expect(await status((await test.signUp('receptionist', [shop.locationId])).token)).toBe(200);
    expect((await test.get(`bookings/available-slots?ignoreBookingId=${id}`)).status).toBe(401);
    expect((await test.get(`bookings/next-available?ignoreBookingId=${id}`)).status).toBe(401);
  });

  it('its service counts as offered, at the length that was agreed on', async () => {
    const barberId = shop.barberIds[0]!;
    await test.database.query('UPDATE services SET active = false, duration_minutes = 15 WHERE id = $1', [
      shop.serviceId,
    ]);
    expect(await ask({ barberId })).toMatchObject({ status: 404 });
    const moves = await list({});
    expect(moves.body).toMatchObject({ serviceId: shop.serviceId, locationId: shop.locationId });
    expect(timesOf(moves).at(-1)).toBe('11:00');
    const other = await createShop(test.database, { intervalMinutes: 15, noticeMinutes: 60 });
    await test.database.query('INSERT INTO barber_services VALUES ($1, $3), ($2, $3)', [
      ...shop.barberIds,
      other.serviceId,
    ]);
    expect(timesOf(await list({}))).toHaveLength(9);
    expect(await list({ includeNextAvailable: true })).toMatchObject({
      body: { nextAvailable: { time: '09:00', barberId } },
    });
    const moved = await test.patch(`bookings/${id}`, { date: DAY, time: '11:00' }, client);
    expect(moved.status).toBe(200);
  });

  it('staff see starts within the notice, once the booking is within it', async () => {
    at(`${DAY}T10:00Z`);
    const { token } = await test.signUp('admin');
    expect(timesOf(await list({}, token)).at(0)).toBe('10:00');
    expect(timesOf(await list({}))).toEqual(['11:00']);
  });
});

describe('what is not said', () => {
  it('is the first location, its zone, and the first active service', async () => {
    const [first] = await test.database.query<{ id: number; timezone: string }>(
      'SELECT id, timezone FROM locations ORDER BY id LIMIT 1',
    );
    const [service] = await test.database.query<{ id: number }>(
      'SELECT id FROM services WHERE active ORDER BY id LIMIT 1',
    );
    const { body } = await test.get('bookings/available-slots?date=2027-03-02');
    expect(body).toMatchObject({ locationId: first!.id, timezone: first!.timezone, serviceId: service!.id });
  });

  it('is the location of the requested barber', async () => {
    const { body } = await test.get(`bookings/available-slots?date=2027-03-02&barberId=${shop.barberIds[0]}`);
    expect(body.locationId).toBe(shop.locationId);
    expect(body.slots).toHaveLength(3);
  });

  it('is the time zone of the caller, if set', async () => {
    const { id, token } = await test.signUp();
    expect((await ask({}, token)).body.timezone).toBe('UTC');
    await test.database.query(`UPDATE users SET timezone = 'Pacific/Kiritimati' WHERE id = $1`, [id]);
    const { body } = await ask({}, token);
    expect(body.timezone).toBe('Pacific/Kiritimati');
    expect(body.slots[0]).toMatchObject({ startsAt: '2027-03-01T10:00:00.000Z', time: '00:00' });
    expect((await ask({ timezone: 'Asia/Tokyo' }, token)).body.timezone).toBe('Asia/Tokyo');
  });

  it('is today, in the time zone of the caller', async () => {
    at('2027-03-01T23:00Z');
    const { id, token } = await test.signUp();
    const here = `locationId=${shop.locationId}`;
    const dateOf = async (query: string, as?: string) =>
      (await test.get(`bookings/available-slots?${query}`, as === undefined ? {} : { token: as })).body.date;
    expect(await dateOf(here)).toBe('2027-03-01');
    expect(await dateOf(`${here}&timezone=Asia/Tokyo`)).toBe('2027-03-02');
    expect(await dateOf(here, token)).toBe('2027-03-01');
    await test.database.query(`UPDATE users SET timezone = 'Europe/Berlin' WHERE id = $1`, [id]);
    expect(await dateOf(here, token)).toBe('2027-03-02');
  });

  it('accepts service as serviceId', async () => {
    const base = `bookings/available-slots?date=2027-03-02&locationId=${shop.locationId}`;
    expect((await test.get(`${base}&service=${shop.serviceId}`)).body.serviceId).toBe(shop.serviceId);
    expect((await test.get(`${base}&service=1&serviceId=1`)).status).toBe(200);
    const both = await test.get(`${base}&service=1&serviceId=2`);
    expect(both).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ field: 'service' }] },
    });
  });

  it('is filled in with the next slot on demand', async () => {
    at('2027-03-02T10:30Z');
    const none = await ask({ date: '2027-03-02' });
    expect(none.body.nextAvailable).toBeNull();
    const { body } = await ask({ date: '2027-03-03', includeNextAvailable: 'true' });
    expect(body.slots).toHaveLength(3);
    expect(body.nextAvailable).toEqual({
      startsAt: '2027-03-03T09:00:00.000Z',
      endsAt: '2027-03-03T09:30:00.000Z',
      date: '2027-03-03',
      time: '09:00',
      barberId: shop.barberIds[0],
    });
  });
});

describe('what does not exist', () => {
  it.each([
    ['location', { locationId: 999_999 }, 'There is no location 999999.'],
    ['barber', { barberId: 999_999 }, /no barber 999999/],
    ['service', { serviceId: 999_999 }, 'There is no service 999999.'],
  ])('is not found: a %s', async (_, parameters, detail) => {
    const { status, body } = await ask(parameters);
    expect(status).toBe(404);
    expect(body.code).toBe('not-found');
    expect(body.detail).toMatch(detail);
  });

  it('is not found: a barber of another location', async () => {
    const elsewhere = await createShop(test.database, { intervalMinutes: 60 });
    const { status, body } = await ask({ barberId: elsewhere.barberIds[0]! });
    expect(status).toBe(404);
    expect(body.detail).toContain(`at location ${shop.locationId}`);
  });

  it('is not found: a service that is not active', async () => {
    await test.database.query('UPDATE services SET active = false WHERE id = $1', [shop.serviceId]);
    expect((await ask({})).status).toBe(404);
  });

  it.each([
    'date=2027-02-30',
    'date=tomorrow',
    'date=2027-03-02&date=2027-03-03',
    'timezone=Europe/Atlantis',
    'timezone=%2B01:00',
    'barberId=0',
    'locationId=1.5',
    'serviceId=abc',
    'includeNextAvailable=maybe',
    'colour=red',
  ])('is refused: %s', async (query) => {
    const { status, body } = await test.get(`bookings/available-slots?${query}`);
    expect(status).toBe(400);
    expect(body.code).toBe('invalid-request');
  });
});
