import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppointmentDto } from '../../src/booking/appointments/appointment.dto.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import type { TestApp } from '../support/app.js';
import { FrontDesk, NOW, type Person } from '../support/front-desk.js';
import { createShop, type TestShop } from '../support/shop.js';

describe('changing bookings', () => {
  let desk: FrontDesk;
  let app: TestApp;
  let shop: TestShop;
  let client: Person;
  let other: Person;
  let staff: Person;
  let admin: Person;
  let date = '';

  beforeAll(async () => {
    desk = await FrontDesk.open();
    ({ app, shop, client, other, staff, admin } = desk);
  });
  afterAll(() => desk.close());
  beforeEach(() => {
    date = desk.nextDay();
  });

  const book = (...parameters: Parameters<FrontDesk['book']>) => desk.book(...parameters);
  const change = (...parameters: Parameters<FrontDesk['change']>) => desk.change(...parameters);
  const cancel = (...parameters: Parameters<FrontDesk['cancel']>) => desk.cancel(...parameters);

  describe('changing', () => {
    it('moves an appointment in the same row and increments its version', async () => {
      const { body: first } = await book();
      const { status, headers, body } = await change(first.id, { date, time: '10:00' });
      expect(status).toBe(200);
      expect(headers.get('etag')).toBe('"2"');
      expect(body).toMatchObject({ id: first.id, time: '10:00', version: 2, barberId: first.barberId });
      expect((await book({}, other)).status).toBe(201);
    });

    it('keeps the date with a time alone', async () => {
      const { body: first } = await book();
      expect((await change(first.id, { time: '10:00' })).body).toMatchObject({ date, time: '10:00' });
    });

    it('leaves it where it was when the new slot is taken', async () => {
      const { body: mine } = await book();
      await book({ time: '10:00' }, other);
      expect((await change(mine.id, { date, time: '10:00', notes: 'x' })).body.code).toBe('slot-taken');
      const { body } = await app.get<AppointmentDto>(`bookings/${mine.id}`, { token: client.token });
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

    it('moves nothing if the request repeats the current slot, even if it could no longer be booked', async () => {
      const { body: mine } = await book();
      await app.database.query('UPDATE services SET duration_minutes = 45, active = false WHERE id = $1', [
        shop.serviceId,
      ]);
      try {
        const { timezone, serviceId, barberId, locationId } = mine;
        const same = { date, time: '09:00', timezone, serviceId, barberId, locationId };
        const { status, body } = await change(mine.id, { ...same, notes: 'New' });
        expect(status).toBe(200);
        const { id, startsAt, endsAt } = mine;
        expect(body).toMatchObject({ id, startsAt, endsAt, barberId, notes: 'New', version: 2 });
        // It moves with the service that it has, at the length that was agreed on.
        expect((await change(mine.id, { time: '10:00', date })).body.endsAt).toBe(`${date}T10:30:00.000Z`);
      } finally {
        await app.database.query('UPDATE services SET duration_minutes = 30, active = true WHERE id = $1', [
          shop.serviceId,
        ]);
      }
    });

    it('moves to another location, to a barber who is free there', async () => {
      const there = await createShop(app.database);
      const { body: mine } = await book();
      const { body } = await change(mine.id, { locationId: there.locationId });
      expect(body).toMatchObject({ locationId: there.locationId, barberId: there.barberIds[0], version: 2 });
    });

    it('goes on the clock of the location that it moves to, unless it was on another clock than its location', async () => {
      const there = await createShop(app.database, { timezone: 'Europe/Paris' });
      const [barberId] = there.barberIds;
      const elsewhere = { date, time: '11:00', locationId: there.locationId };
      const moved = { locationId: there.locationId, barberId };
      const { body: mine } = await book();
      expect((await change(mine.id, elsewhere)).body).toMatchObject({
        ...moved,
        timezone: 'Europe/Paris',
        startsAt: `${date}T10:00:00.000Z`,
      });
      const back = await change(mine.id, { barberId: shop.barberIds[0] });
      expect(back.body).toMatchObject({ timezone: 'UTC', time: '10:00' });
      await change(mine.id, { timezone: 'Asia/Tokyo' });
      expect((await change(mine.id, moved)).body).toMatchObject({
        ...moved,
        timezone: 'Asia/Tokyo',
        time: '19:00',
      });
    });

    it.each([
      ['two starts', { startsAt: '2027-06-15T09:00:00Z', date: '2027-06-15', time: '09:00' }],
      ['a cancellation with a move', { status: 'cancelled', time: '10:00' }],
      ['an unknown field', { colour: 'red' }],
      ['two services', { serviceId: 1, service: 2 }],
    ])('refuses %s with 400', async (_, fields) => {
      const { body: mine } = await book();
      const { status, body } = await change(mine.id, fields);
      expect([status, body.code]).toEqual([400, 'invalid-request']);
    });

    it('accepts one of two changes of the same version', async () => {
      const { body: mine } = await book();
      const answers = await Promise.all(
        ['10:00', '11:00'].map((time) => change(mine.id, { date, time }, client, { 'if-match': '"1"' })),
      );
      expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '412']);
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

    it('refuses a version other than the current one', async () => {
      const { body: mine } = await book();
      expect((await change(mine.id, { notes: 'a' }, client, { 'if-match': '"1"' })).status).toBe(200);
      expect((await change(mine.id, { notes: 'b' }, client, { 'if-match': '"1"' })).body.code).toBe(
        'version-mismatch',
      );
      expect((await cancel(mine.id, client, { 'if-match': 'W/"2"' })).status).toBe(412);
      expect((await change(mine.id, { notes: 'b' }, client, { 'if-match': '"7", "2"' })).status).toBe(200);
      expect((await cancel(mine.id, client, { 'if-match': '*' })).status).toBe(200);
    });

    it('lets only staff set the outcome', async () => {
      const { body: mine } = await book();
      await desk.at(mine.startsAt, async () => {
        expect((await change(mine.id, { status: 'completed' })).body.code).toBe('forbidden');
        expect((await change(mine.id, { status: 'no_show' }, staff)).body.status).toBe('no_show');
        expect((await change(mine.id, { status: 'completed' }, admin)).body.status).toBe('completed');
      });
    });

    it('does not show appointments of others to any client', async () => {
      const { body: mine } = await book({ barberId: shop.barberIds[1] });
      for (const who of [other, staff]) {
        expect((await change(mine.id, { notes: 'x' }, who)).status).toBe(404);
        expect((await cancel(mine.id, who)).status).toBe(404);
        expect((await app.get(`bookings/${mine.id}`, { token: who.token })).status).toBe(404);
      }
    });
  });

  describe('cancelling', () => {
    it('keeps the appointment, frees the slot, and is possible once', async () => {
      const { body: mine } = await book();
      const { status, body } = await cancel(mine.id);
      expect([status, body.status, body.version]).toEqual([200, 'cancelled', 2]);
      expect((await cancel(mine.id)).body.code).toBe('already-cancelled');
      expect((await change(mine.id, { notes: 'x' })).body.code).toBe('already-cancelled');
      expect((await book({}, other)).status).toBe(201);
    });

    it('can be a change of the status, alone', async () => {
      for (const who of [client, staff]) {
        const { body: mine } = await book({ time: '11:00' });
        const both = await change(mine.id, { status: 'cancelled', notes: 'x' }, who);
        expect([both.status, both.body.code]).toEqual([400, 'invalid-request']);
        expect((await change(mine.id, { status: 'cancelled' }, who, { 'if-match': '"7"' })).status).toBe(412);
        expect((await change(mine.id, { status: 'cancelled' }, who)).body.status).toBe('cancelled');
        expect((await change(mine.id, { status: 'cancelled' }, who)).body.code).toBe('already-cancelled');
      }
      const { body: theirs } = await book({ time: '11:00' });
      expect((await change(theirs.id, { status: 'cancelled' }, other)).status).toBe(404);
    });

    it('is reserved to staff once they have set the outcome, and so is moving', async () => {
      const { body: mine } = await book();
      await desk.at(mine.startsAt, () => change(mine.id, { status: 'completed' }, staff));
      expect((await change(mine.id, { date, time: '10:00' })).body.code).toBe('conflict');
      expect((await cancel(mine.id)).body.code).toBe('conflict');
      expect((await change(mine.id, { status: 'confirmed' }, staff)).status).toBe(200);
      expect((await cancel(mine.id)).status).toBe(200);
    });

    it('is reserved to staff within the cancellation notice, and so is moving', async () => {
      const { body: mine } = await book();
      const minutes = (Date.parse(mine.startsAt) - NOW) / MINUTE_MS;
      const setNotice = (notice: number) =>
        app.database.query('UPDATE booking_settings SET cancellation_notice_minutes = $1', [notice]);
      try {
        const { body: another } = await book({ time: '11:00' });
        await setNotice(minutes + 120);
        expect((await cancel(another.id)).status).toBe(200);
        await setNotice(minutes + 1);
        expect((await cancel(mine.id)).body.code).toBe('too-late-to-cancel');
        expect((await change(mine.id, { date, time: '10:00' })).body.code).toBe('too-late-to-cancel');
        expect((await change(mine.id, { date, time: '10:00' }, staff)).status).toBe(200);
        expect((await cancel(mine.id, staff)).status).toBe(200);
      } finally {
        await setNotice(0);
      }
    });

    it('is reserved to staff once the appointment has begun, and so is moving', async () => {
      const { body: mine } = await book();
      await app.database.query(
        `UPDATE appointments SET starts_at = $2, ends_at = $3, blocked_from = $2, blocked_until = $3 WHERE id = $1`,
        [mine.id, new Date(NOW), new Date(NOW + 30 * MINUTE_MS)],
      );
      expect((await cancel(mine.id)).body.code).toBe('too-late-to-cancel');
      expect((await change(mine.id, { date, time: '10:00' })).body.code).toBe('too-late-to-cancel');
      expect((await change(mine.id, { date, time: '10:10' })).body.code).toBe('too-late-to-cancel');
      expect((await change(mine.id, { notes: 'Late' })).status).toBe(200);
      expect((await cancel(mine.id, admin)).status).toBe(200);
    });
  });
});
