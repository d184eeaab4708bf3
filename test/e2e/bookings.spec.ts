import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppointmentDto } from '../../src/booking/appointments/appointment.dto.js';
import { DAY_MS } from '../../src/time/durations.js';
import type { TestApp } from '../support/app.js';
import { FrontDesk, type Person } from '../support/front-desk.js';
import { createShop, type TestShop } from '../support/shop.js';

describe('bookings', () => {
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

  describe('booking', () => {
    it('answers 201 with the appointment, its Location and its version', async () => {
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
        userId: client.id,
        durationMinutes: 30,
        barber: { id: shop.barberIds[0], name: 'Barber 0' },
        service: { id: shop.serviceId, name: 'Cut' },
        location: { id: shop.locationId, name: 'Shop', timezone: 'UTC' },
        client: { id: body.client?.id, name: 'A client', phone: null, email: client.email },
        priceCents: null,
        currency: 'USD',
        createdBy: client.id,
        cancellationReason: null,
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

    it('reads wall time in the caller’s time zone if the body names none', async () => {
      const traveller = await app.signUp();
      await app.put('users/me/timezone', { timezone: 'Europe/Berlin' }, { token: traveller.token });
      const { body } = await book({ date: '2027-06-15', time: '11:00' }, traveller);
      expect(body).toMatchObject({ startsAt: '2027-06-15T09:00:00.000Z', timezone: 'Europe/Berlin' });
    });

    describe('where the clock changes', () => {
      let always: TestShop;
      beforeAll(async () => {
        always = await createShop(app.database, { timezone: 'America/New_York' });
      });
      const at = (fields: object) =>
        book({ barberId: always.barberIds[0], serviceId: always.serviceId, ...fields });

      it('takes the first of two equal wall times; the second can be booked as an instant', async () => {
        const { body: first } = await at({ date: '2027-11-07', time: '01:30' });
        const { body: second } = await at({
          date: undefined,
          time: undefined,
          startsAt: '2027-11-07T06:30Z',
        });
        expect(first).toMatchObject({
          startsAt: '2027-11-07T05:30:00.000Z',
          date: '2027-11-07',
          time: '01:30',
        });
        expect(second).toMatchObject({
          startsAt: '2027-11-07T06:30:00.000Z',
          date: '2027-11-07',
          time: '01:30',
        });
      });

      it('shifts a skipped wall time by the length of the gap', async () => {
        const { body } = await at({ date: '2027-03-14', time: '02:30' });
        expect(body).toMatchObject({
          startsAt: '2027-03-14T07:30:00.000Z',
          date: '2027-03-14',
          time: '03:30',
        });
      });
    });

    it('refuses a taken slot, and one whose buffer is taken, with 409', async () => {
      expect((await book()).status).toBe(201);
      expect((await book({}, other)).body.code).toBe('slot-taken');
      expect((await book({ time: '09:30' }, other)).body.code).toBe('slot-taken');
      expect((await book({ time: '10:00' }, other)).status).toBe(201);
    });

    it.each([
      ['off the grid', { time: '09:10' }, 422, 'outside-availability'],
      ['outside the window', { time: '12:00' }, 422, 'outside-availability'],
      ['in the past', { date: '2026-01-05' }, 422, 'in-the-past'],
      ['in the past and off the grid', { date: '2026-01-05', time: '09:10' }, 422, 'in-the-past'],
      ['beyond the horizon', { date: '2999-01-01' }, 422, 'beyond-horizon'],
      ['with an unknown service', { serviceId: 999_999 }, 404, 'not-found'],
      ['with an unknown barber', { barberId: 999_999 }, 404, 'not-found'],
      ['without a service', { serviceId: undefined }, 400, 'invalid-request'],
      ['with two services', { service: 999_999 }, 400, 'invalid-request'],
      ['without a start', { date: undefined, time: undefined }, 400, 'invalid-request'],
      ['with half a start', { time: undefined }, 400, 'invalid-request'],
      ['with two starts', { startsAt: '2027-06-15T09:00:00Z' }, 400, 'invalid-request'],
      ['with an unknown location', { locationId: 999_999 }, 404, 'not-found'],
      ['with an unknown zone', { timezone: 'Mars/Olympus' }, 400, 'invalid-request'],
      [
        'with a start without an offset',
        { date: undefined, time: undefined, startsAt: '2027-06-15T09:00' },
        400,
        'invalid-request',
      ],
      ['at a malformed time', { time: '24:00' }, 400, 'invalid-request'],
      ['with a list of barbers', { barberId: [1] }, 400, 'invalid-request'],
      ['with no barber said so', { barberId: null }, 400, 'invalid-request'],
      ['with notes of 2001 characters', { notes: 'x'.repeat(2001) }, 400, 'invalid-request'],
      ['for another user', { userId: 1 }, 400, 'invalid-request'],
      ['that is cancelled from the start', { status: 'cancelled' }, 400, 'invalid-request'],
      ['with an impossible date', { date: '2027-02-30' }, 400, 'invalid-request'],
      ['with an unknown field', { colour: 'red' }, 400, 'invalid-request'],
    ])('refuses one %s', async (_, fields, status, code) => {
      const answer = await book(fields);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    });

    it('refuses a barber at another location, and a service that is no longer offered', async () => {
      const elsewhere = await createShop(app.database);
      expect((await book({ barberId: elsewhere.barberIds[0], locationId: shop.locationId })).status).toBe(
        404,
      );
      await app.database.query('UPDATE services SET active = false WHERE id = $1', [elsewhere.serviceId]);
      expect((await book({ serviceId: elsewhere.serviceId })).status).toBe(404);
    });

    it('reports the most helpful reason of several barbers', async () => {
      await book();
      await app.database.query(
        `INSERT INTO barber_overrides (barber_id, date, windows) VALUES ($1, $2, '[[600, 720]]')`,
        [shop.barberIds[1], date],
      );
      const any = { barberId: undefined, locationId: shop.locationId };
      expect((await book(any, other)).body.code).toBe('slot-taken');
      expect((await book({ ...any, time: '08:00' }, other)).body.code).toBe('outside-availability');
    });

    it('answers under both versions, each naming its own path', async () => {
      const { body, headers } = await app.post(
        '/api/v2/bookings',
        { date, time: '09:00', serviceId: shop.serviceId, locationId: shop.locationId },
        { token: client.token },
      );
      expect(headers.get('location')).toBe(`/api/v2/bookings/${body.id}`);
    });

    it('accepts `service` as `serviceId`', async () => {
      expect((await book({ serviceId: undefined, service: shop.serviceId })).status).toBe(201);
    });
  });

  describe('the list', () => {
    const list = (who: Person, query = '') =>
      app.get<{ items: AppointmentDto[]; total: number; page: number; pageSize: number }>(
        `bookings?${query}`,
        {
          token: who.token,
        },
      );

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

    it('reads from and to as days in the caller’s time zone', async () => {
      const traveller = await app.signUp();
      await app.put('users/me/timezone', { timezone: 'Asia/Tokyo' }, { token: traveller.token });
      const always = await createShop(app.database);
      // 15:30Z is the next day in Tokyo.
      const { body: mine } = await book(
        { time: '15:30', timezone: 'UTC', barberId: always.barberIds[0], serviceId: always.serviceId },
        traveller,
      );
      const next = new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
      expect((await list(traveller, `from=${next}&to=${next}`)).body.items).toEqual([mine]);
      expect((await list(traveller, `to=${date}`)).body.total).toBe(0);
      expect((await list(traveller, `from=${date}`)).body.total).toBe(1);
    });

    it('refuses a range that ends before it starts, however long it takes one', async () => {
      const { status, body } = await app.get('bookings?from=2027-03-15&to=2027-03-14', {
        token: client.token,
      });
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid-request' });
      expect(body.errors).toEqual([{ field: 'to', message: 'must not be before from' }]);
      expect((await list(client, 'from=2027-03-15&to=2029-03-14')).status).toBe(200);
    });

    describe('page by page', () => {
      interface Page {
        readonly items: AppointmentDto[];
        readonly nextCursor: string | null;
        readonly total?: number;
        readonly totalIsCapped?: boolean;
      }
      let own: Person;
      let day: string;
      const clients = { own: 0, other: 0 };
      const ids: number[] = [];
      const page = async (query: string, who = own) =>
        (await app.get<Page>(`bookings?${query}`, { token: who.token })).body;
      const idsOf = ({ items }: Page) => items.map(({ id }) => id);
      const all = async (query: string, who = own) => {
        const found: number[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const next: Page = await page(query + (cursor && `&cursor=${cursor}`), who);
          found.push(...idsOf(next));
          cursor = next.nextCursor;
        }
        return found;
      };

      beforeAll(async () => {
        own = await app.signUp();
        day = date = desk.nextDay();
        // Two start at the same time, so that only the id orders them.
        for (const [time, index] of [
          ['09:00', 0],
          ['10:00', 0],
          ['10:00', 1],
          ['11:00', 0],
          ['11:30', 1],
        ] as const) {
          ids.push((await book({ time, barberId: shop.barberIds[index] }, own)).body.id);
        }
        await desk.cancel(ids[3] as number, own);
        for (const [name, { email }] of Object.entries({ own, other: await app.signUp() })) {
          const known = await app.get(`clients?q=${email}`, { token: admin.token });
          clients[name as 'own'] = known.body.items[0].id;
        }
      });

      it('answers items and the cursor of the next page, by start and id', async () => {
        const first = await page('limit=2');
        expect(Object.keys(first).toSorted()).toEqual(['items', 'nextCursor']);
        expect(idsOf(first)).toEqual(ids.slice(0, 2));
        const second = await page(`limit=2&cursor=${first.nextCursor}`);
        expect(idsOf(second)).toEqual(ids.slice(2, 4));
        const third = await page(`limit=2&cursor=${second.nextCursor}`);
        expect(third).toMatchObject({ items: [{ id: ids[4] }], nextCursor: null });
      });

      it('has every appointment once, newest first as well, for client, barber and admin', async () => {
        expect(await all('limit=1')).toEqual(ids);
        expect(await all('limit=2&sort=-startsAt')).toEqual(ids.toReversed());
        const staffs = ids.filter((_, index) => index !== 2 && index !== 4);
        expect(await all(`limit=1&from=${day}&to=${day}`, staff)).toEqual(staffs);
        expect(await all(`limit=2&from=${day}&to=${day}`, admin)).toEqual(ids);
      });

      it('continues behind the last one although others are booked and cancelled meanwhile', async () => {
        const first = await page('limit=2');
        const { body: earlier } = await book({ time: '09:00', barberId: shop.barberIds[1], date: day }, own);
        const second = await page(`limit=1&cursor=${first.nextCursor}`);
        await app.database.query('DELETE FROM appointments WHERE id = $1', [earlier.id]);
        expect(idsOf(second)).toEqual([ids[2]]);
      });

      it('counts only if asked to', async () => {
        expect(await page('limit=1&total=true')).toMatchObject({ total: 5, totalIsCapped: false });
        expect(await page('')).toMatchObject({ page: 1, pageSize: 20, total: 5, nextCursor: null });
        expect((await page('pageSize=2')).nextCursor).toEqual(expect.any(String));
      });

      it.each([
        [() => `barberId=${shop.barberIds[1]}`, [2, 4]],
        [() => `locationId=${shop.locationId}&status=confirmed`, [0, 1, 2, 4]],
        [() => `serviceId=${shop.serviceId}&status=cancelled,confirmed`, [0, 1, 2, 3, 4]],
        [() => 'serviceId=999', []],
        [() => 'status=cancelled', [3]],
        [() => `clientId=${clients.own}`, [0, 1, 2, 3, 4]],
        [() => `clientId=${clients.other}`, []],
      ])('filters: %s', async (filter, expected) => {
        const found = expected.map((index) => ids[index]);
        const range = `from=${day}&to=${day}`;
        expect(await all(`limit=2&${filter()}`)).toEqual(found);
        expect(await all(`limit=2&${range}&${filter()}`, admin)).toEqual(found);
        expect(await page(`limit=2&${range}&${filter()}&total=true`, admin)).toMatchObject({
          total: found.length,
        });
      });

      it('refuses a cursor of other filters, of another order and of nothing', async () => {
        const { nextCursor } = await page('limit=1&status=confirmed');
        const status = async (query: string) =>
          (await app.get(`bookings?${query}`, { token: own.token })).status;
        expect(await status(`limit=3&status=confirmed&total=true&cursor=${nextCursor}`)).toBe(200);
        expect(await status(`limit=1&cursor=${nextCursor}`)).toBe(400);
        expect(await status(`status=confirmed,cancelled&cursor=${nextCursor}`)).toBe(400);
        expect(await status(`status=confirmed&sort=-startsAt&cursor=${nextCursor}`)).toBe(400);
        expect(await status('cursor=nothing')).toBe(400);
        expect(await status(`status=confirmed&page=2&cursor=${nextCursor}`)).toBe(400);
      });
    });

    it('reads days in the zone of the location named, else the caller’s own, else the first location’s', async () => {
      const york = await createShop(app.database, { timezone: 'America/New_York' });
      const [day, next] = ['2027-07-12', '2027-07-13'];
      const own = await app.signUp();
      const { body } = await book(
        {
          date: day,
          time: '20:00',
          timezone: 'America/New_York',
          barberId: york.barberIds[0],
          serviceId: york.serviceId,
        },
        own,
      );
      const at = (on: string, more = '') =>
        list(own, `from=${on}&to=${on}${more}`).then(({ body: { items } }) => items.length);
      expect(body.startsAt).toBe('2027-07-13T00:00:00.000Z');
      // The first location of this file is in UTC.
      expect(await at(next)).toBe(1);
      expect(await at(day, `&locationId=${york.locationId}`)).toBe(1);
      expect(await at(next, `&locationId=${york.locationId}`)).toBe(0);
      expect(await at(day, `&timezone=America/New_York`)).toBe(1);
      await app.put('users/me/timezone', { timezone: 'America/Chicago' }, { token: own.token });
      expect(await at(day)).toBe(1);
      expect(await at(next, `&timezone=UTC`)).toBe(1);
      expect((await list(own, `from=${day}&locationId=999999`)).status).toBe(404);
    });

    it.each([
      'page=0',
      'limit=0',
      'limit=101',
      'status=confirmed,confirmed',
      'status=',
      'sort=id',
      'timezone=Mars',
      'pageSize=101',
      'status=gone',
      'from=2027-02-30',
      'x=1',
    ])('refuses %s', async (query) => {
      expect((await list(client, query)).status).toBe(400);
    });
  });
});
