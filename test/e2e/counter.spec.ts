import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DAY_MS, MINUTE_MS } from '../../src/time/durations.js';
import type { TestApp } from '../support/app.js';
import { waitingForLocks } from '../support/database.js';
import { FrontDesk, NOW, type Person } from '../support/front-desk.js';
import type { TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

/** Staff at the counter of a shop that is open 09:00 to 12:00 UTC; slots begin every 30 minutes, with 5 minutes after them. */
describe('at the counter', () => {
  let desk: FrontDesk;
  let app: TestApp;
  let shop: TestShop;
  let client: Person;
  let staff: Person;
  let admin: Person;
  let date = '';
  let clientId = 0;
  let number = 0;

  beforeAll(async () => {
    desk = await FrontDesk.open();
    ({ app, shop, client, staff, admin } = desk);
    await app.database.query('UPDATE services SET price_cents = 3000');
  });
  afterAll(() => desk.close());
  beforeEach(async () => {
    date = desk.nextDay();
    clientId = (await newClient()).id;
  });

  const newClient = async (fields: object = {}) => {
    const name = `Client ${++number}`;
    const { body } = await app.post<{ id: number; version: number }>(
      'clients',
      { name, email: `client-${number}@example.org`, ...fields },
      { token: admin.token },
    );
    return body;
  };
  const call = (path: string, body: object = {}, who = admin, headers: Record<string, string> = {}) =>
    app.post(path, body, { token: who.token, headers });
  const settings = (fields: object) => app.patch('settings/booking', fields, { token: admin.token });
  const code = async (answer: Promise<{ status: number; body: { code?: string } }>) => {
    const { status, body } = await answer;
    return `${status} ${body.code ?? ''}`.trim();
  };

  describe('staff book', () => {
    it('for a client they know: who is coming, for what, at which price', async () => {
      const { status, body } = await desk.book({ clientId }, admin);
      expect(status).toBe(201);
      expect(body).toMatchObject({
        client: {
          id: clientId,
          name: `Client ${number}`,
          email: `client-${number}@example.org`,
          phone: null,
        },
        userId: null,
        createdBy: admin.id,
        priceCents: 3000,
        currency: 'USD',
        durationMinutes: 30,
        service: { id: shop.serviceId, name: 'Cut' },
        location: { id: shop.locationId, timezone: 'UTC' },
      });
      expect((await app.get(`bookings/${body.id}`, { token: staff.token })).body.client.id).toBe(clientId);
    });

    it('for a new client, who is found again by the same name and address', async () => {
      const person = { name: 'Zoé', phone: '+1 555 9000' };
      const first = await desk.book({ client: person }, admin);
      const second = await desk.book(
        { client: { ...person, name: 'ZOÉ'.normalize('NFD') }, time: '10:00' },
        admin,
      );
      expect(second.body.client).toEqual(first.body.client);
      const other = await desk.book({ client: { ...person, name: 'Al' }, time: '11:00' }, admin);
      expect([other.body.code, other.body.id]).toEqual(['client-exists', first.body.client?.id]);
    });

    it('for a client with an account, who sees it', async () => {
      const known = await app.get(`clients?q=${client.email}`, { token: admin.token });
      const { body } = await desk.book({ clientId: known.body.items[0].id }, admin);
      const seen = await app.get(`bookings/${body.id}`, { token: client.token });
      expect(seen.body).toMatchObject({
        userId: client.id,
        createdBy: admin.id,
        client: { email: client.email },
      });
    });

    it('with another length and price; the price that was agreed on stays', async () => {
      const { body } = await desk.book({ clientId, durationMinutes: 45, priceCents: 4200 }, admin);
      expect(body).toMatchObject({ endsAt: `${date}T09:45:00.000Z`, durationMinutes: 45, priceCents: 4200 });
      const { body: usual } = await desk.book({ time: '10:00' });
      await app.database.query('UPDATE services SET price_cents = 9900, duration_minutes = 60');
      const read = await app.get(`bookings/${usual.id}`, { token: client.token });
      expect(read.body).toMatchObject({ priceCents: 3000, durationMinutes: 30 });
      const moved = await desk.change(usual.id, { date, time: '11:00' });
      expect(moved.body).toMatchObject({ priceCents: 3000, durationMinutes: 30 });
      await app.database.query('UPDATE services SET price_cents = 3000, duration_minutes = 30');
    });

    it.each(['notice', 'grid', 'hours', 'horizon'])('beyond the %s only when asked to', async (override) => {
      try {
        const [start, refusal] = {
          notice: ['2027-01-04T10:00Z', 'too-soon'],
          grid: ['2027-01-05T09:10Z', 'outside-availability'],
          hours: ['2027-01-05T12:00Z', 'outside-availability'],
          horizon: ['2027-01-10T10:00Z', 'beyond-horizon'],
        }[override] as [string, string];
        const where = { date: undefined, time: undefined, startsAt: start, clientId };
        await settings({
          minimumNoticeMinutes: override === 'notice' ? 60 * 24 : 0,
          bookingHorizonDays: override === 'horizon' ? 1 : 3650,
        });
        expect(await code(desk.book(where, admin))).toBe(`422 ${refusal}`);
        const other = ['notice', 'grid', 'hours', 'horizon'].filter((each) => each !== override);
        expect(
          await code(desk.book({ ...where, override: other.slice(0, override === 'grid' ? 1 : 3) }, admin)),
        ).toBe(`422 ${refusal}`);
        const reason = { override: [override], overrideReason: 'Wedding' };
        const { status, body } = await desk.book({ ...where, ...reason }, admin);
        expect(status).toBe(201);
        expect(
          await code(
            desk.book(
              { ...where, ...reason, override: ['notice', 'grid', 'hours', 'horizon', 'limits'] },
              admin,
            ),
          ),
        ).toBe('409 slot-taken');
        await desk.cancel(body.id, admin);
      } finally {
        await settings({ minimumNoticeMinutes: 0, bookingHorizonDays: 3650 });
      }
    });

    it('during time off only beyond the hours', async () => {
      const off = { startsAt: `${date}T09:00Z`, endsAt: `${date}T12:00Z` };
      await app.post(`barbers/${shop.barberIds[0]}/time-off`, off, { token: admin.token });
      expect(await code(desk.book({ clientId, override: ['grid'] }, admin))).toBe('422 outside-availability');
      expect(await code(desk.book({ clientId, override: ['hours'] }, admin))).toBe('201');
    });

    it('no barber who left, and no location that closed, not even beyond the hours', async () => {
      const [barberId] = shop.barberIds;
      const beyond = { clientId, barberId, override: ['notice', 'grid', 'hours', 'horizon', 'limits'] };
      const walkIn = { locationId: shop.locationId, serviceId: shop.serviceId, override: ['hours'] };
      for (const path of [`barbers/${barberId}`, `locations/${shop.locationId}`]) {
        await app.patch(path, { active: false }, { token: admin.token });
        try {
          expect(await code(desk.book(beyond, admin))).toBe('422 outside-availability');
          expect(await code(call('bookings/walk-in', { ...walkIn, barberId }))).toBe('409 nobody-free');
        } finally {
          await app.patch(path, { active: true }, { token: admin.token });
        }
      }
    });

    it('while clients may not do any of it', async () => {
      for (const fields of [
        { clientId },
        { client: { name: 'X' } },
        { durationMinutes: 5 },
        { priceCents: 0 },
        { override: ['notice'] },
        { override: [] },
        { overrideReason: 'x' },
      ]) {
        expect(await code(desk.book(fields))).toBe('403 forbidden');
      }
      const { body } = await desk.book();
      expect(await code(desk.change(body.id, { priceCents: 1 }))).toBe('403 forbidden');
      expect(await code(call(`bookings/${body.id}/reassign`, {}, client))).toBe('403 forbidden');
      expect(
        await code(
          call('bookings/walk-in', { locationId: shop.locationId, serviceId: shop.serviceId }, client),
        ),
      ).toBe('403 forbidden');
    });

    it('not for a client of another business, nor for two', async () => {
      const { body: business } = await app.post('businesses', { name: 'Other' }, { token: admin.token });
      const foreign = await newClient({ businessId: business.id });
      expect(await code(desk.book({ clientId: foreign.id }, admin))).toBe('404 not-found');
      expect(await code(desk.book({ clientId, client: { name: 'X' } }, admin))).toBe('400 invalid-request');
    });
  });

  describe('staff move', () => {
    it('within what is now the notice', async () => {
      const { body } = await desk.book({ clientId }, admin);
      await settings({ minimumNoticeMinutes: 525_600 });
      try {
        expect((await desk.change(body.id, { date, time: '09:30' }, staff)).status).toBe(200);
        const late = await desk.change(
          body.id,
          { date, time: '09:45', override: ['grid'], overrideReason: 'Traffic' },
          staff,
        );
        expect(late.body).toMatchObject({ time: '09:45', version: 3 });
      } finally {
        await settings({ minimumNoticeMinutes: 0 });
      }
    });

    it('longer, shorter and at another price, never over another appointment', async () => {
      const { body } = await desk.book({ clientId }, admin);
      expect((await desk.change(body.id, { durationMinutes: 50 }, staff)).body).toMatchObject({
        endsAt: `${date}T09:50:00.000Z`,
        priceCents: 3000,
      });
      await desk.book({ time: '10:00' });
      const overlap = { durationMinutes: 60, override: ['notice', 'grid', 'hours', 'horizon', 'limits'] };
      expect(await code(desk.change(body.id, overlap, staff))).toBe('409 slot-taken');
      const { body: changed } = await desk.change(body.id, { durationMinutes: 20, priceCents: 1500 }, staff);
      expect(changed).toMatchObject({ durationMinutes: 20, priceCents: 1500, version: 3 });
    });

    it('nothing when nothing differs: no version, no event', async () => {
      const { body } = await desk.book({ clientId, notes: 'x' }, admin);
      const rows = () => app.database.query('SELECT FROM outbox');
      const before = (await rows()).length;
      const same = { date, time: '09:00', notes: 'x', priceCents: 3000, durationMinutes: 30, clientId };
      expect((await desk.change(body.id, same, staff)).body).toEqual(body);
      expect((await desk.change(body.id, { notes: 'y', priceCents: 1 }, staff)).body.version).toBe(2);
      // What no cached answer shows forgets nothing.
      expect((await rows()).length).toBe(before);
    });

    it('a client whose barber has dropped the service, or has moved to another city', async () => {
      const { body } = await desk.book();
      const [first] = shop.barberIds;
      await app.database.query(`INSERT INTO services (name, duration_minutes) VALUES ('Other', 30)`);
      await app.database.query(
        `INSERT INTO barber_services SELECT $1, id FROM services WHERE name = 'Other'`,
        [first],
      );
      expect((await desk.change(body.id, { date, time: '10:00' })).status).toBe(200);
      await app.database.query('DELETE FROM barber_services');
      await app.database.query(
        `WITH la AS (INSERT INTO locations (business_id, name, timezone) VALUES (1, 'LA', 'UTC') RETURNING id)
         UPDATE barbers SET location_id = la.id FROM la WHERE barbers.id = $1`,
        [first],
      );
      try {
        expect(await code(desk.change(body.id, { date, time: '11:00' }))).toBe('422 outside-availability');
        expect(
          (await desk.change(body.id, { date, time: '11:00', barberId: shop.barberIds[1] })).body,
        ).toMatchObject({
          locationId: shop.locationId,
        });
      } finally {
        await app.database.query('UPDATE barbers SET location_id = $1 WHERE id = $2', [
          shop.locationId,
          first,
        ]);
      }
    });

    it('none to another business, and barbers none to a location that is not theirs', async () => {
      const locationAt = async (businessId: number) => {
        const [row] = await app.database.query<{ id: number }>(
          `WITH place AS (INSERT INTO locations (business_id, name, timezone) VALUES ($1, 'There', 'UTC') RETURNING id),
             barber AS (INSERT INTO barbers (location_id, name) SELECT id, 'There' FROM place RETURNING id)
           INSERT INTO barber_availability SELECT barber.id, $2 FROM barber RETURNING (SELECT id FROM place)`,
          [businessId, JSON.stringify(Array.from({ length: 7 }, () => [[540, 720]]))],
        );
        return row?.id;
      };
      const { body: other } = await app.post('businesses', { name: 'Others' }, { token: admin.token });
      const theirs = { locationId: await locationAt(other.id) };
      const ours = { locationId: await locationAt(1) };
      const { body } = await desk.book();
      for (const who of [client, staff, admin])
        expect(await code(desk.change(body.id, theirs, who))).toBe('409 conflict');
      const free = async ({ locationId }: { locationId: number | undefined }) =>
        (
          await app.get(
            `bookings/available-slots?date=${date}&locationId=${locationId}&ignoreBookingId=${body.id}&includeNextAvailable=true`,
            { token: client.token },
          )
        ).body;
      expect(await free(theirs)).toMatchObject({ slots: [], nextAvailable: null });
      expect((await free(ours)).slots).not.toEqual([]);
      expect(await code(desk.change(body.id, ours, staff))).toBe('403 forbidden');
      expect((await desk.change(body.id, ours)).body).toMatchObject(ours);
    });
  });

  describe('a walk-in', () => {
    const walkIn = (fields: object = {}) =>
      call('bookings/walk-in', { locationId: shop.locationId, serviceId: shop.serviceId, ...fields });
    const open = (time: string) => Date.parse(`${date}T${time}Z`);

    it('gets the barber who can begin first, at once, with or without a name', async () => {
      await desk.at(open('10:03:30'), async () => {
        const { status, body, headers } = await walkIn();
        expect([status, body.startsAt, body.client]).toEqual([201, `${date}T10:04:00.000Z`, null]);
        expect(headers.get('location')).toBe(`/api/v1/bookings/${body.id}`);
        const named = await walkIn({ client: { name: 'Jo' }, startsWithinMinutes: 0 });
        expect(named.body).toMatchObject({ startsAt: `${date}T10:04:00.000Z`, client: { name: 'Jo' } });
        expect(named.body.barberId).not.toBe(body.barberId);
        const none = await walkIn({ startsWithinMinutes: 34 });
        expect([none.status, none.body.code, none.body.next.startsAt]).toEqual([
          409,
          'nobody-free',
          `${date}T10:39:00.000Z`,
        ]);
        expect((await walkIn({ startsWithinMinutes: 35 })).body.startsAt).toBe(`${date}T10:39:00.000Z`);
      });
    });

    it('after hours only beyond the hours', async () => {
      await desk.at(open('18:00'), async () => {
        expect((await walkIn()).body).toMatchObject({ code: 'nobody-free' });
        const beyond = { override: ['hours'], barberId: shop.barberIds[0] };
        const { body } = await walkIn(beyond);
        expect(body.startsAt).toBe(`${date}T18:00:00.000Z`);
        expect(await code(walkIn({ ...beyond, startsWithinMinutes: 34 }))).toBe('409 nobody-free');
        const next = await walkIn({ ...beyond, startsWithinMinutes: 35 });
        expect(next.body.startsAt).toBe(`${date}T18:35:00.000Z`);
      });
    });
  });

  describe('an appointment’s status', () => {
    it('has its outcome only after the start', async () => {
      const { body } = await desk.book({ clientId }, admin);
      for (const status of ['completed', 'no_show']) {
        expect(await code(desk.change(body.id, { status }, staff))).toBe('422 too-early');
      }
      await desk.at(body.startsAt, async () => {
        expect((await desk.change(body.id, { status: 'no_show' }, staff)).status).toBe(200);
        expect(await code(desk.cancel(body.id, admin))).toBe('409 conflict');
      });
      const counted = await app.get(`clients/${clientId}`, { token: admin.token });
      expect(counted.body).toMatchObject({ noShows: 1, lateCancellations: 0 });
    });

    it('of one who is missed gives the rest of the time to others, and takes it back while it is free', async () => {
      const { body } = await desk.book({ clientId }, admin);
      const [barberId] = shop.barberIds;
      const blocked = async () => {
        const { conflicts } = (
          await app.get(`bookings/conflicts?barberId=${barberId}&date=${date}`, { token: admin.token })
        ).body;
        return conflicts.map((each: { blockedUntil: string }) => each.blockedUntil.slice(11, 16));
      };
      await desk.at(`${date}T09:10:30Z`, async () => {
        expect((await desk.change(body.id, { status: 'no_show' }, staff)).body.durationMinutes).toBe(30);
        expect(await blocked()).toEqual(['09:10']);
        const visit = { clientId, startsWithinMinutes: 1 };
        const taken = await call('bookings/walk-in', {
          ...visit,
          barberId,
          locationId: shop.locationId,
          serviceId: shop.serviceId,
        });
        expect(taken.body.startsAt).toBe(`${date}T09:11:00.000Z`);
        for (const status of ['confirmed', 'completed']) {
          const again = desk.change(body.id, { status, override: ['limits'] }, staff);
          expect(await code(again)).toBe('409 slot-taken');
        }
        // What an instance of a release before sends, which does not know that time was given back.
        const byEarlierRelease = async (status: string) =>
          app.database.query('UPDATE appointments SET status = $2 WHERE id = $1', [body.id, status]);
        await expect(byEarlierRelease('completed')).rejects.toMatchObject({
          constraint: 'appointments_no_overlap',
        });
        await call(`bookings/${taken.body.id}/cancel`, { by: 'shop' });
        await byEarlierRelease('completed');
        await until(async () => (await blocked())[0] === '09:35');
        await desk.change(body.id, { status: 'no_show' }, staff);
        expect((await desk.change(body.id, { status: 'confirmed' }, staff)).status).toBe(200);
        expect(await blocked()).toEqual(['09:35']);
        await desk.change(body.id, { status: 'no_show' }, staff);
        expect((await desk.change(body.id, { durationMinutes: 20 }, staff)).status).toBe(200);
        expect(await blocked()).toEqual(['09:10']);
      });
    });

    it('of one who was missed before midnight is forgotten with the next day, which shows its end', async () => {
      const late = { clientId, date, time: '23:45', override: ['hours', 'grid', 'limits'] };
      const { body } = await desk.book(late, admin);
      const next = new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10);
      const path = `barbers/${shop.barberIds[0]}/schedule?from=${next}&to=${next}`;
      const ends = async () => {
        const { blocks } = (await app.get(path, { token: admin.token })).body;
        return blocks.flatMap((each: { appointmentId?: number; endsAt: string }) =>
          each.appointmentId === body.id ? [each.endsAt.slice(11, 16)] : [],
        );
      };
      await desk.at(`${date}T23:50Z`, async () => {
        await desk.change(body.id, { status: 'no_show' }, staff);
        expect(await ends()).toEqual(['00:15']);
        const shorter = { durationMinutes: 20, override: ['hours', 'grid'] };
        expect((await desk.change(body.id, shorter, staff)).status).toBe(200);
        expect(await ends()).toEqual(['00:05']);
      });
    });

    it('with an outcome is moved to times that are past, not ahead', async () => {
      const { body } = await desk.book({ clientId }, admin);
      const move = (fields: object) =>
        desk.change(body.id, { date, override: ['notice', 'grid'], ...fields }, staff);
      await desk.at(`${date}T10:00Z`, async () => {
        expect(await code(move({ time: '11:00', status: 'completed' }))).toBe('422 too-early');
        expect((await move({ status: 'completed' })).status).toBe(200);
        expect(await code(move({ time: '11:00' }))).toBe('422 too-early');
        expect(await code(move({ time: '11:00', status: 'no_show' }))).toBe('422 too-early');
        expect((await move({ time: '11:00', status: 'confirmed' })).body).toMatchObject({
          status: 'confirmed',
        });
        expect((await move({ time: '09:30', status: 'completed' })).status).toBe(200);
      });
    });

    it('is confirmed again while the time is free', async () => {
      const { body } = await desk.book({ clientId }, admin);
      const cancelled = await call(`bookings/${body.id}/cancel`, { reason: 'Flu' });
      expect(cancelled.body).toMatchObject({ status: 'cancelled', cancellationReason: 'Flu', version: 2 });
      expect(await code(call(`bookings/${body.id}/cancel`))).toBe('409 already-cancelled');
      const again = await desk.change(body.id, { status: 'confirmed' }, staff);
      expect(again.body).toMatchObject({ status: 'confirmed', cancellationReason: null, version: 3 });
      await desk.cancel(body.id, admin);
      await desk.book();
      expect(await code(desk.change(body.id, { status: 'confirmed' }, staff))).toBe('409 slot-taken');
      const elsewhere = { status: 'confirmed', date, time: '11:00' };
      expect((await desk.change(body.id, elsewhere, staff)).body).toMatchObject({
        time: '11:00',
        status: 'confirmed',
      });
    });

    it('counts a cancellation within the notice, unless the shop cancels', async () => {
      await settings({ cancellationNoticeMinutes: 525_600 });
      try {
        const late = async (body: object) => {
          const { body: booking } = await desk.book({ clientId }, admin);
          await call(`bookings/${booking.id}/cancel`, body);
          return booking.id;
        };
        await late({ by: 'shop' });
        const id = await late({});
        const count = async () =>
          (await app.get(`clients/${clientId}`, { token: admin.token })).body.lateCancellations;
        expect(await count()).toBe(1);
        await desk.change(id, { status: 'confirmed' }, staff);
        expect(await count()).toBe(0);
      } finally {
        await settings({ cancellationNoticeMinutes: 0 });
      }
    });

    it('leaves nothing of what is over to its client', async () => {
      const { body } = await desk.book();
      await desk.at(Date.parse(body.endsAt) + MINUTE_MS, async () => {
        for (const fields of [{ notes: 'x' }, { timezone: 'Asia/Tokyo' }]) {
          expect(await code(desk.change(body.id, fields))).toBe('409 conflict');
        }
        expect((await desk.change(body.id, { notes: 'x' }, staff)).status).toBe(200);
      });
    });
  });

  describe('handing over', () => {
    it('gives one to a barber who is free, at the same time, though the grid has left it behind', async () => {
      const { body } = await desk.book({ clientId, time: '09:10', override: ['grid'] }, admin);
      const given = await call(`bookings/${body.id}/reassign`, {}, staff, { 'if-match': '"1"' });
      expect(given.body).toMatchObject({ barberId: shop.barberIds[1], startsAt: body.startsAt, version: 2 });
      await desk.book();
      expect(await code(call(`bookings/${body.id}/reassign`))).toBe('409 nobody-free');
      expect(await code(call(`bookings/${body.id}/reassign`, { barberId: shop.barberIds[0] }))).toBe(
        '409 slot-taken',
      );
      await desk.cancel(body.id, admin);
      expect(await code(call(`bookings/${body.id}/reassign`))).toBe('409 conflict');
    });

    it('gives a barber’s day, with a result for each; a preview changes nothing', async () => {
      const times = ['09:00', '10:00', '11:00'];
      const ids: number[] = [];
      for (const time of times) ids.push((await desk.book({ time })).body.id);
      await desk.book({ time: '10:00', barberId: shop.barberIds[1], clientId }, admin);
      const expected = ids.map((bookingId, index) =>
        index === 1
          ? { bookingId, barberId: null, problem: 'nobody-free' }
          : { bookingId, barberId: shop.barberIds[1] },
      );
      const path = `barbers/${shop.barberIds[0]}/reassign-day`;
      const barbers = async () =>
        (
          await app.database.query<{ barber_id: number }>(
            'SELECT barber_id FROM appointments WHERE id = ANY ($1) ORDER BY id',
            [ids],
          )
        ).map((row) => row.barber_id);
      expect((await call(`${path}?preview=true`, { date }, staff)).body.items).toEqual(expected);
      expect(new Set(await barbers())).toEqual(new Set([shop.barberIds[0]]));
      expect((await call(path, { date }, staff)).body.items).toEqual(expected);
      expect(await barbers()).toEqual([shop.barberIds[1], shop.barberIds[0], shop.barberIds[1]]);
      expect(await code(call(path, { date }, client))).toBe('403 forbidden');
    });

    it('gives the night that begins on the day as well', async () => {
      const [from, to] = shop.barberIds;
      const next = new Date(Date.parse(date) + 864e5).toISOString().slice(0, 10);
      const windows = [{ start: '20:00', end: '04:00' }];
      for (const id of [from, to]) {
        await app.put(`barbers/${id}/overrides/${date}`, { windows }, { token: admin.token });
      }
      const late = [
        await desk.book({ time: '23:00', clientId }, admin),
        await desk.book({ date: next, time: '01:00', clientId }, admin),
      ];
      const given = async () =>
        (await call(`barbers/${from}/reassign-day?preview=true`, { date }, staff)).body.items;
      const expected = late.map(({ body: { id } }) => ({ bookingId: id, barberId: to }));
      expect(await given()).toEqual(expected);
      // The barber usually has the night, and is off on that day.
      const week = async (each: typeof windows) => {
        const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows: each }));
        await app.put(`barbers/${from}/availability`, { weekly }, { token: admin.token });
      };
      await week(windows);
      await app.put(`barbers/${from}/overrides/${date}`, { windows: [] }, { token: admin.token });
      const items = await given();
      await week([{ start: '09:00', end: '12:00' }]);
      expect(items).toEqual(expected);
    });

    it('of a day that is sent twice at once gives nothing back to the barber who had it', async () => {
      const { body } = await desk.book();
      const [from, to] = shop.barberIds;
      const locker = new pg.Client({ connectionString: app.database.url });
      await locker.connect();
      await locker.query('BEGIN');
      await locker.query('SELECT FROM appointments WHERE id = $1 FOR UPDATE', [body.id]);
      const both = Promise.all(
        [admin, staff].map((who) => call(`barbers/${from}/reassign-day`, { date }, who)),
      );
      await until(async () => (await waitingForLocks(app.database)) === 2);
      await locker.query('ROLLBACK');
      await locker.end();
      for (const { body: answer } of await both) {
        expect(answer.items).toEqual([{ bookingId: body.id, barberId: to }]);
      }
    });
  });

  describe('one client', () => {
    it('is not in two places at one time, unless the shop allows it', async () => {
      await settings({ clientOverlap: false });
      try {
        const other = { barberId: shop.barberIds[1], clientId };
        const { body } = await desk.book({ clientId }, admin);
        expect(await code(desk.book(other, admin))).toBe('409 client-busy');
        const { body: later } = await desk.book({ ...other, time: '10:00' }, admin);
        expect(await code(desk.change(later.id, { date, time: '09:00' }, admin))).toBe('409 client-busy');
        expect(
          (await desk.change(later.id, { date, time: '09:00', override: ['limits'] }, admin)).status,
        ).toBe(200);
        await desk.cancel(body.id, admin);
        expect(await code(desk.change(body.id, { status: 'confirmed' }, admin))).toBe('409 client-busy');
        const both = await Promise.all(
          shop.barberIds.map((barberId) => desk.book({ barberId, time: '11:00', clientId }, admin)),
        );
        expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['201', '409']);
      } finally {
        await settings({ clientOverlap: true });
      }
    });

    it('has no more appointments ahead than the shop allows, however many are booked at once', async () => {
      await settings({ maxOpenBookingsPerClient: 2 });
      try {
        const books = (['09:00', '10:00', '11:00'] as const).map((time) =>
          desk.book({ clientId, time }, admin),
        );
        const answers = await Promise.all(books);
        expect(answers.map(({ body }) => body.code ?? 'booked').toSorted()).toEqual([
          'booked',
          'booked',
          'too-many-bookings',
        ]);
        const refused = answers.findIndex(({ status }) => status === 409);
        const beyond = { clientId, time: ['09:00', '10:00', '11:00'][refused], override: ['limits'] };
        expect((await desk.book(beyond, admin)).status).toBe(201);
      } finally {
        await settings({ maxOpenBookingsPerClient: 0 });
      }
    });

    describe('is held to the same limits when an appointment becomes theirs, or takes its time again', () => {
      const undo = { status: 'confirmed' };
      const cancelled = async (time: string) => {
        const { body } = await desk.book({ clientId, time, override: ['limits'] }, admin);
        await desk.cancel(body.id, admin);
        return body.id;
      };
      const foreign = async (time: string) => (await desk.book({ time })).body.id;
      const refusesWith = async (problem: string, id: number, fields: object) => {
        expect(await code(desk.change(id, fields, admin))).toBe(problem);
        expect((await desk.change(id, { ...fields, override: ['limits'] }, admin)).status).toBe(200);
      };

      it('being blocked', async () => {
        const [again, later, other] = [
          await cancelled('09:00'),
          await cancelled('10:30'),
          await foreign('11:00'),
        ];
        await app.patch(`clients/${clientId}`, { blocked: true }, { token: admin.token });
        await refusesWith('409 client-blocked', again, undo);
        await refusesWith('409 client-blocked', later, { ...undo, date, time: '10:00' });
        await refusesWith('409 client-blocked', other, { clientId });
        // One that they have already is theirs.
        expect((await desk.change(other, { date, time: '11:30' }, admin)).status).toBe(200);
      });

      it('having too many ahead', async () => {
        const [again, later, other] = [
          await cancelled('09:00'),
          await cancelled('10:30'),
          await foreign('11:00'),
        ];
        const { body: only } = await desk.book({ clientId, barberId: shop.barberIds[1] }, admin);
        await settings({ maxOpenBookingsPerClient: 1 });
        try {
          await refusesWith('409 too-many-bookings', again, undo);
          await refusesWith('409 too-many-bookings', later, { ...undo, date, time: '10:00' });
          await refusesWith('409 too-many-bookings', other, { clientId });
          expect((await desk.change(other, { date, time: '11:30' }, admin)).status).toBe(200);
          // One that is over does not count.
          await desk.at(Date.parse(only.startsAt) + MINUTE_MS, async () => {
            const { id } = await newClient();
            expect((await desk.change(only.id, { clientId: id }, admin)).status).toBe(200);
          });
        } finally {
          await settings({ maxOpenBookingsPerClient: 0 });
        }
      });

      it('as the client whom it becomes, not as the one it was', async () => {
        const id = await cancelled('09:00');
        await app.patch(`clients/${clientId}`, { blocked: true }, { token: admin.token });
        const { id: free } = await newClient();
        const { status, body } = await desk.change(id, { ...undo, clientId: free }, admin);
        expect([status, body.status, body.client?.id]).toEqual([200, 'confirmed', free]);
      });
    });

    it('moves one appointment as often as the shop allows', async () => {
      await settings({ maxMovesPerBooking: 1 });
      try {
        const { body } = await desk.book();
        expect((await desk.change(body.id, { date, time: '10:00' })).status).toBe(200);
        expect(await code(desk.change(body.id, { date, time: '11:00' }))).toBe('409 conflict');
        expect((await desk.change(body.id, { date, time: '11:00' }, staff)).status).toBe(200);
      } finally {
        await settings({ maxMovesPerBooking: 0 });
      }
    });

    it('who is blocked books nothing, unless staff go beyond it', async () => {
      const person = await app.signUp();
      const [known] = (await app.get(`clients?q=${person.email}`, { token: admin.token })).body.items;
      const { body: mine } = await desk.book({ time: '10:00' }, person);
      await app.patch(`clients/${known.id}`, { blocked: true }, { token: admin.token });
      expect(await code(desk.book({}, person))).toBe('409 client-blocked');
      expect(await code(desk.change(mine.id, { date, time: '11:00' }, person))).toBe('409 client-blocked');
      expect(await code(desk.book({ clientId: known.id }, admin))).toBe('409 client-blocked');
      expect(await code(desk.book({ clientId: known.id, override: ['limits'] }, admin))).toBe('201');
      expect((await desk.cancel(mine.id, person)).status).toBe(200);
    });
  });

  it('settings that are not named stay', async () => {
    const { body } = await settings({ cancellationNoticeMinutes: 7 });
    expect(body).toMatchObject({
      slotIntervalMinutes: 30,
      bookingHorizonDays: 3650,
      cancellationNoticeMinutes: 7,
    });
    expect((await settings({ cancellationNoticeMinutes: 0 })).body).toEqual({
      ...body,
      cancellationNoticeMinutes: 0,
    });
    expect((await settings({ clientOverlap: 'yes' })).status).toBe(400);
    expect(NOW).toBeLessThan(Date.parse(date));
  });
});
