import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BookingDto } from '../../src/booking/appointments/appointment.dto.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

type Person = { id: number; token: string };

describe('bookings', () => {
  let app: TestApp;
  let shop: TestShop;
  let [client, other, staff, admin]: Person[] = [];
  /** Each test has days of its own. */
  let dayNumber = 0;
  let date = '';
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

  beforeAll(async () => {
    app = await startApp();
    shop = await createShop(app.database, {
      barbers: 2,
      windows: [[540, 720]],
      timezone: 'UTC',
      bufferAfterMinutes: 5,
    });
    [client, other, staff, admin] = await Promise.all([
      app.signUp(),
      app.signUp(),
      app.signUp('barber'),
      app.signUp('admin'),
    ]);
    await app.database.query('UPDATE barbers SET user_id = $1 WHERE id = $2', [staff?.id, shop.barberIds[0]]);
  });
  afterAll(() => app.close());
  beforeEach(() => {
    date = day((dayNumber += 2));
  });

  const book = (fields: object = {}, who = client, headers: Record<string, string> = {}) =>
    app.post<BookingDto & { code: string; errors: { field: string }[] }>(
      'bookings',
      { date, time: '09:00', barberId: shop.barberIds[0], serviceId: shop.serviceId, ...fields },
      { token: who?.token ?? '', headers },
    );
  const change = (id: number, fields: object, who = client, headers: Record<string, string> = {}) =>
    app.patch<BookingDto & { code: string }>(`bookings/${id}`, fields, { token: who?.token ?? '', headers });
  const cancel = (id: number, who = client, headers: Record<string, string> = {}) =>
    app.delete<BookingDto & { code: string }>(`bookings/${id}`, { token: who?.token ?? '', headers });

  describe('booking', () => {
    it('answers 201 with the appointment, where it is and its version', async () => {
      const { status, headers, body } = await book({ notes: 'Short' });
      expect(status).toBe(201);
      expect(headers.get('location')).toBe(`/api/v1/bookings/${body.id}`);
      expect(headers.get('etag')).toBe('"1"');
      expect(body).toEqual({
        id: body.id,
        status: 'confirmed',
        startsAt: `${date}T09:00:00.000Z`,
        endsAt: `${date}T09:30:00.000Z`,
        date,
        time: '09:00',
        timezone: 'UTC',
        barberId: shop.barberIds[0],
        serviceId: shop.serviceId,
        locationId: shop.locationId,
        userId: client?.id,
        notes: 'Short',
        version: 1,
        createdAt: body.createdAt,
      });
    });

    it('takes an instant, and a wall time of another zone', async () => {
      const byInstant = await book({ date: undefined, time: undefined, startsAt: `${date}T11:30:00+01:00` });
      expect(byInstant.body.startsAt).toBe(`${date}T10:30:00.000Z`);
      const byZone = await book({ time: '18:00', timezone: 'Asia/Tokyo', barberId: shop.barberIds[1] });
      expect(byZone.body).toMatchObject({
        startsAt: `${date}T09:00:00.000Z`,
        time: '18:00',
        timezone: 'Asia/Tokyo',
      });
    });

    it('reads wall time on the caller’s own clock where the body names none', async () => {
      const traveller = await app.signUp();
      await app.put('users/me/timezone', { timezone: 'Europe/Berlin' }, { token: traveller.token });
      const { body } = await book({ date: '2027-06-15', time: '11:00' }, traveller);
      expect(body).toMatchObject({ startsAt: '2027-06-15T09:00:00.000Z', timezone: 'Europe/Berlin' });
    });

    it('refuses a taken slot, and one whose buffer is taken, with 409', async () => {
      expect((await book()).status).toBe(201);
      expect((await book({}, other)).body.code).toBe('slot-taken');
      expect((await book({ time: '09:30' }, other)).body.code).toBe('slot-taken');
      expect((await book({ time: '10:00' }, other)).status).toBe(201);
    });

    it('chooses the barber who is least booked that day, then the first', async () => {
      await book({ time: '11:30' });
      const any = { barberId: undefined, locationId: shop.locationId };
      expect((await book({ ...any, time: '09:00' }, other)).body.barberId).toBe(shop.barberIds[1]);
      expect((await book({ ...any, time: '10:00' }, other)).body.barberId).toBe(shop.barberIds[0]);
      expect((await book({ ...any, time: '09:00' }, other)).body.barberId).toBe(shop.barberIds[0]);
      expect((await book({ ...any, time: '09:00' }, other)).body.code).toBe('slot-taken');
    });

    it.each([
      ['off the grid', { time: '09:10' }, 422, 'outside-availability'],
      ['outside the window', { time: '12:00' }, 422, 'outside-availability'],
      ['in the past', { date: '2026-01-05' }, 422, 'too-soon'],
      ['beyond the horizon', { date: '2999-01-01' }, 422, 'beyond-horizon'],
      ['with an unknown service', { serviceId: 999_999 }, 404, 'not-found'],
      ['with an unknown barber', { barberId: 999_999 }, 404, 'not-found'],
      ['without a service', { serviceId: undefined }, 400, 'invalid-request'],
      ['with two services', { service: 999_999 }, 400, 'invalid-request'],
      ['without a start', { date: undefined, time: undefined }, 400, 'invalid-request'],
      ['with half a start', { time: undefined }, 400, 'invalid-request'],
      ['with two starts', { startsAt: '2027-06-15T09:00:00Z' }, 400, 'invalid-request'],
      ['with an impossible date', { date: '2027-02-30' }, 400, 'invalid-request'],
      ['with an unknown field', { colour: 'red' }, 400, 'invalid-request'],
    ])('refuses one %s', async (_, fields, status, code) => {
      const answer = await book(fields);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    });

    it('takes `service` for `serviceId`', async () => {
      expect((await book({ serviceId: undefined, service: shop.serviceId })).status).toBe(201);
    });
  });

  describe('changing', () => {
    it('moves an appointment, one row, one version further', async () => {
      const { body: first } = await book();
      const { status, headers, body } = await change(first.id, { date, time: '10:00' });
      expect(status).toBe(200);
      expect(headers.get('etag')).toBe('"2"');
      expect(body).toMatchObject({ id: first.id, time: '10:00', version: 2, barberId: first.barberId });
      expect((await book({}, other)).status).toBe(201);
    });

    it('leaves it where it was when the new slot is taken', async () => {
      const { body: mine } = await book();
      await book({ time: '10:00' }, other);
      expect((await change(mine.id, { date, time: '10:00', notes: 'x' })).body.code).toBe('slot-taken');
      const { body } = await app.get<BookingDto>(`bookings/${mine.id}`, { token: client?.token ?? '' });
      expect(body).toEqual(mine);
    });

    it('may overlap where it was itself', async () => {
      const { body: mine } = await book();
      expect((await change(mine.id, { date, time: '09:30' })).status).toBe(200);
    });

    it('moves to another barber', async () => {
      const { body: mine } = await book();
      expect((await change(mine.id, { barberId: shop.barberIds[1] })).body.barberId).toBe(shop.barberIds[1]);
    });

    it('changes notes and zone without asking whether the slot is free', async () => {
      const { body: mine } = await book();
      const { body } = await change(mine.id, { notes: null, timezone: 'Asia/Tokyo' });
      expect(body).toMatchObject({
        notes: null,
        timezone: 'Asia/Tokyo',
        startsAt: mine.startsAt,
        time: '18:00',
      });
    });

    it('refuses a version that is not the present one', async () => {
      const { body: mine } = await book();
      expect((await change(mine.id, { notes: 'a' }, client, { 'if-match': '"1"' })).status).toBe(200);
      expect((await change(mine.id, { notes: 'b' }, client, { 'if-match': '"1"' })).body.code).toBe(
        'version-mismatch',
      );
      expect((await cancel(mine.id, client, { 'if-match': 'W/"2"' })).status).toBe(412);
      expect((await change(mine.id, { notes: 'b' }, client, { 'if-match': '"7", "2"' })).status).toBe(200);
      expect((await cancel(mine.id, client, { 'if-match': '*' })).status).toBe(200);
    });

    it('lets staff alone say how it went', async () => {
      const { body: mine } = await book();
      expect((await change(mine.id, { status: 'completed' })).body.code).toBe('forbidden');
      expect((await change(mine.id, { status: 'no_show' }, staff)).body.status).toBe('no_show');
      expect((await change(mine.id, { status: 'completed' }, admin)).body.status).toBe('completed');
    });

    it('does not show others’ appointments, to whoever asks', async () => {
      const { body: mine } = await book({ barberId: shop.barberIds[1] });
      for (const who of [other, staff]) {
        expect((await change(mine.id, { notes: 'x' }, who)).status).toBe(404);
        expect((await cancel(mine.id, who)).status).toBe(404);
        expect((await app.get(`bookings/${mine.id}`, { token: who?.token ?? '' })).status).toBe(404);
      }
    });
  });

  describe('cancelling', () => {
    it('keeps the appointment, frees the slot, and happens once', async () => {
      const { body: mine } = await book();
      const { status, body } = await cancel(mine.id);
      expect([status, body.status, body.version]).toEqual([200, 'cancelled', 2]);
      expect((await cancel(mine.id)).body.code).toBe('already-cancelled');
      expect((await change(mine.id, { notes: 'x' })).body.code).toBe('already-cancelled');
      expect((await book({}, other)).status).toBe(201);
    });

    it('is for staff alone within the notice', async () => {
      const { body: mine } = await book();
      await app.database.query('UPDATE booking_settings SET cancellation_notice_minutes = 525600');
      try {
        expect((await cancel(mine.id)).body.code).toBe('too-late-to-cancel');
        expect((await cancel(mine.id, staff)).status).toBe(200);
      } finally {
        await app.database.query('UPDATE booking_settings SET cancellation_notice_minutes = 0');
      }
    });

    it('is for staff alone once it has begun, and so is moving it', async () => {
      const { body: mine } = await book();
      await app.database.query(
        `UPDATE appointments SET starts_at = now() - interval '5 minutes', ends_at = now() + interval '25 minutes',
           blocked_from = now() - interval '5 minutes', blocked_until = now() + interval '25 minutes' WHERE id = $1`,
        [mine.id],
      );
      expect((await cancel(mine.id)).body.code).toBe('too-late-to-cancel');
      expect((await change(mine.id, { date, time: '10:00' })).body.code).toBe('too-late-to-cancel');
      expect((await cancel(mine.id, admin)).status).toBe(200);
    });
  });

  describe('the list', () => {
    const list = (who: Person | undefined, query = '') =>
      app.get<{ items: BookingDto[]; total: number; page: number; pageSize: number }>(`bookings?${query}`, {
        token: who?.token ?? '',
      });

    it('shows clients their own, barbers theirs, admins all, by start and in pages', async () => {
      const own = await app.signUp();
      const ids: number[] = [];
      for (const time of ['10:00', '09:00', '11:00']) ids.push((await book({ time }, own)).body.id);
      await book({ barberId: shop.barberIds[1] }, other);

      const mine = await list(own);
      expect(mine.body).toMatchObject({ total: 3, page: 1, pageSize: 20 });
      expect(mine.body.items.map(({ id }) => id)).toEqual([ids[1], ids[0], ids[2]]);
      expect((await list(own, 'page=2&pageSize=2')).body.items.map(({ id }) => id)).toEqual([ids[2]]);
      expect((await list(own, 'page=9')).body).toMatchObject({ items: [], total: 3 });
      expect((await list(staff, `from=${date}&to=${date}`)).body.total).toBe(3);
      expect((await list(admin, `from=${date}&to=${date}`)).body.total).toBe(4);
      expect((await list(own, 'status=cancelled')).body.total).toBe(0);
    });

    it.each(['page=0', 'pageSize=101', 'status=gone', 'from=2027-02-30', 'x=1'])(
      'refuses %s',
      async (query) => {
        expect((await list(client, query)).status).toBe(400);
      },
    );
  });
});
