import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DefaultLocation } from '../../src/booking/places/default-location.js';
import { NextAvailableService } from '../../src/booking/slots/next-available.service.js';
import { OwnZone } from '../../src/booking/slots/own-zone.js';
import { SearchedDays } from '../../src/booking/slots/searched-days.js';
import { ShopCalendar } from '../../src/booking/slots/shop-calendar.js';
import { SlotsService } from '../../src/booking/slots/slots.service.js';
import { StoredAnswers } from '../../src/booking/slots/stored-answers.js';
import { CacheOwnership } from '../../src/cache/store/cache-ownership.js';
import { Clock } from '../../src/config/clock.js';
import { Database } from '../../src/database/database.js';
import { DAY_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

/** A Monday. */
const NOW = Date.parse('2027-03-01T08:00Z');

let test: TestApp;
let shop: TestShop;

// Without a cache: these tests write by SQL and ask at once.
beforeAll(async () => {
  test = await startApp({ CACHE_ENABLED: 'false' });
  // It would begin a new generation whenever it publishes, under which nothing is believed that was remembered.
  jest.spyOn(test.app.get(CacheOwnership), 'mayPublish').mockResolvedValue(true);
});
afterAll(() => test.close());

beforeEach(async () => {
  jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(NOW);
  shop = await createShop(test.database, {
    barbers: 2,
    windows: [[540, 720]],
    intervalMinutes: 60,
    durationMinutes: 60,
  });
});

async function next(parameters: Record<string, string | number> = {}) {
  const asked = { locationId: shop.locationId, serviceId: shop.serviceId, ...parameters };
  const query = new URLSearchParams(
    Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return (await test.get(`bookings/next-available?${query.toString()}`)).body.next;
}

/** Fills a barber's days, that of NOW and `days` more. Without triggers, because no listener runs. */
async function fill(barberId: number, days: number): Promise<void> {
  const { id } = await test.signUp();
  await test.database.query(
    `SET LOCAL session_replication_role = replica;
     INSERT INTO appointments (client_id, barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
     SELECT (SELECT client_of_user(1, ${id})), ${barberId}, ${shop.serviceId}, ${shop.locationId}, ${id}, s, s + interval '1 hour', s, s + interval '1 hour', 'UTC'
     FROM generate_series(0, ${days}) AS day, generate_series(9, 11) AS hour,
       LATERAL (SELECT '2027-03-01T00:00Z'::timestamptz + make_interval(days => day, hours => hour)) AS given(s)`,
  );
}

describe('GET /bookings/next-available', () => {
  it('answers the first slot from now on, with the lowest id of the free barbers', async () => {
    expect(await next()).toEqual({
      startsAt: '2027-03-01T09:00:00.000Z',
      endsAt: '2027-03-01T10:00:00.000Z',
      date: '2027-03-01',
      time: '09:00',
      barberId: shop.barberIds[0],
    });
  });

  it('begins with the requested day, in the viewer’s time zone', async () => {
    expect(await next({ date: '2027-03-05' })).toMatchObject({ startsAt: '2027-03-05T09:00:00.000Z' });
    expect(await next({ date: '2027-03-05', timezone: 'Pacific/Kiritimati' })).toMatchObject({
      startsAt: '2027-03-04T10:00:00.000Z',
      date: '2027-03-05',
      time: '00:00',
    });
  });

  it('begins now, wherever the shop is', async () => {
    // In Pago Pago it is still yesterday, in Kiritimati tomorrow soon.
    for (const timezone of ['Pacific/Pago_Pago', 'UTC', 'Pacific/Kiritimati']) {
      const { locationId, serviceId } = await createShop(test.database, { timezone, intervalMinutes: 60 });
      expect(await next({ locationId, serviceId })).toMatchObject({ startsAt: '2027-03-01T08:00:00.000Z' });
    }
  });

  it.each([0, 13, 14, 15, 60, 89, 400, 3640])('searches beyond %d fully booked days', async (days) => {
    await fill(shop.barberIds[0]!, days);
    await fill(shop.barberIds[1]!, days - 1);
    const startsAt = new Date(Date.parse('2027-03-01T09:00Z') + days * DAY_MS).toISOString();
    expect(await next()).toMatchObject({ startsAt, barberId: shop.barberIds[1] });
  });

  describe('beyond what an earlier search found to be full', () => {
    const at = (day: number, hour = '09') =>
      new Date(Date.parse(`2027-03-01T${hour}:00Z`) + day * DAY_MS).toISOString();
    const startsAt = async (parameters: Record<string, string | number> = {}) =>
      (await next(parameters))?.startsAt;

    beforeEach(async () => {
      await fill(shop.barberIds[0]!, 130);
      await fill(shop.barberIds[1]!, 120);
      expect(await next()).toMatchObject({ startsAt: at(121), barberId: shop.barberIds[1] });
    });

    it('goes on from there, whatever the day that is asked for, and for each barber', async () => {
      expect(await startsAt()).toBe(at(121));
      expect(await startsAt({ date: '2027-05-01' })).toBe(at(121));
      expect(await startsAt({ barberId: shop.barberIds[0]! })).toBe(at(131));
      expect(await startsAt({ date: at(122).slice(0, 10) })).toBe(at(122));
      expect(await startsAt()).toBe(at(121));
      jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(NOW + 5 * DAY_MS);
      expect(await startsAt()).toBe(at(121));
    });

    it('sees what is booked since', async () => {
      await test.database.query(
        `UPDATE appointments SET starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day',
           blocked_from = blocked_from + interval '1 day', blocked_until = blocked_until + interval '1 day'
         WHERE barber_id = $1 AND starts_at = $2`,
        [shop.barberIds[1], at(120)],
      );
      expect(await startsAt()).toBe(at(120));
    });

    it.each([
      ['cancelled', `UPDATE appointments SET status = 'cancelled' WHERE barber_id = $1 AND starts_at = $2`],
      ['deleted', 'DELETE FROM appointments WHERE barber_id = $1 AND starts_at = $2'],
      [
        'moved',
        `UPDATE appointments SET starts_at = starts_at - interval '12 h', ends_at = ends_at - interval '12 h',
        blocked_from = blocked_from - interval '12 h', blocked_until = blocked_until - interval '12 h' WHERE barber_id = $1 AND starts_at = $2`,
      ],
      [
        'given to another barber',
        `UPDATE appointments SET barber_id = barber_id + 1000000 WHERE barber_id = $1 AND starts_at = $2`,
      ],
    ])('sees that an appointment was %s since', async (what, sql) => {
      const [barberId] = shop.barberIds;
      if (what.startsWith('given'))
        await test.database.query(
          `INSERT INTO barbers (id, location_id, name) SELECT id + 1000000, location_id, name FROM barbers WHERE id = $1`,
          [barberId],
        );
      await test.database.query(sql, [barberId, at(50, '10')]);
      expect(await next()).toMatchObject({ startsAt: at(50, '10'), barberId });
      expect(await startsAt({ barberId: shop.barberIds[1]! })).toBe(at(121));
    });

    it('sees other hours, time off that ended, and another service', async () => {
      const week = JSON.stringify(Array.from({ length: 7 }, () => [[540, 780]]));
      await test.database.query('UPDATE barber_availability SET weekly = $1 WHERE barber_id = $2', [
        week,
        shop.barberIds[0],
      ]);
      expect(await next()).toMatchObject({ startsAt: at(0, '12'), barberId: shop.barberIds[0] });
      await test.database.query(
        `INSERT INTO barber_time_off (barber_id, starts_at, ends_at) VALUES ($1, '2027-01-01Z', '2036-01-01Z')`,
        [shop.barberIds[0]],
      );
      expect(await startsAt()).toBe(at(121));
      await test.database.query('DELETE FROM barber_time_off');
      expect(await startsAt()).toBe(at(0, '12'));
    });

    it('sees that a barber was deleted and made again, with fewer appointments', async () => {
      const [barberId] = shop.barberIds as [number];
      expect(await startsAt({ barberId })).toBe(at(131));
      await test.database.query(
        `CREATE TEMPORARY TABLE kept AS SELECT barbers.*, weekly FROM barbers JOIN barber_availability ON barber_id = id WHERE id = ${barberId};
         DELETE FROM appointments WHERE barber_id = ${barberId};
         DELETE FROM barbers WHERE id = ${barberId};
         INSERT INTO barbers (id, location_id, name) SELECT id, location_id, name FROM kept;
         INSERT INTO barber_availability SELECT id, weekly FROM kept;
         DROP TABLE kept`,
      );
      await fill(barberId, 20);
      expect(await startsAt({ barberId })).toBe(at(21));
    });

    it('learns nothing of a service that had longer buffers for a moment', async () => {
      const [barberId] = shop.barberIds as [number];
      await test.database.query('DELETE FROM appointments WHERE barber_id = $1 AND starts_at = $2', [
        barberId,
        at(50, '10'),
      ]);
      const buffer = async (minutes: number) =>
        test.database.query('UPDATE services SET buffer_after_minutes = $1 WHERE id = $2', [
          minutes,
          shop.serviceId,
        ]);
      const calendar = test.app.get(ShopCalendar);
      const busyIn = calendar.busyIn.bind(calendar);
      const meanwhile = jest.spyOn(calendar, 'busyIn').mockImplementation(async (...asked) => {
        await buffer(30);
        const read = await busyIn(...asked);
        await buffer(0);
        return read;
      });
      await next({ barberId });
      meanwhile.mockRestore();
      expect(await startsAt({ barberId })).toBe(at(50, '10'));
    });

    it('is what a search finds that remembers nothing, whatever is booked, moved, cancelled and made shorter', async () => {
      const { app, database } = test;
      const cold = () =>
        new NextAvailableService(
          app.get(ShopCalendar),
          app.get(Clock),
          app.get(StoredAnswers),
          app.get(SlotsService),
          app.get(OwnZone),
          new SearchedDays(app.get(Database)),
          app.get(DefaultLocation),
        );
      // A linear congruential generator: the same changes in each run.
      let seed = 7;
      const below = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
      const shift = (by: string) =>
        `starts_at = starts_at + ${by}, ends_at = ends_at + ${by}, blocked_from = blocked_from + ${by}, blocked_until = blocked_until + ${by}`;
      const changes = [
        `status = 'cancelled'`,
        `status = 'confirmed'`,
        `ends_at = starts_at + interval '20 min', blocked_until = starts_at + interval '20 min'`,
        `ends_at = starts_at + interval '1 h', blocked_until = starts_at + interval '1 h'`,
        shift(`interval '10 h'`),
        shift(`interval '-10 h'`),
      ];
      const answers = new Set<string>();
      for (let step = 0; step < 60; step++) {
        await database
          .query(
            `UPDATE appointments SET ${changes[below(changes.length)]} WHERE id = (
               SELECT id FROM appointments WHERE barber_id = $1 AND starts_at > $2 ORDER BY starts_at, id LIMIT 1)`,
            [shop.barberIds[below(2)], at(14 + below(106))],
          )
          // It would overlap another one.
          .catch((error: { code?: string }) => expect(error.code).toBe('23P01'));
        const barberId = [undefined, ...shop.barberIds][below(3)];
        const query = {
          date: '2027-03-01',
          locationId: shop.locationId,
          serviceId: shop.serviceId,
          barberId,
        };
        const found = await app.get(NextAvailableService).findFor(query);
        expect(found).toEqual(await cold().findFor(query));
        answers.add(JSON.stringify(found));
      }
      expect(answers.size).toBeGreaterThan(5);
    });

    it('believes nothing of another generation of the cache, as after a restored backup', async () => {
      await test.database.query(
        `SET LOCAL session_replication_role = replica;
         ALTER TABLE appointments DISABLE TRIGGER ALL;
         DELETE FROM appointments WHERE starts_at = '${at(50, '10')}';
         ALTER TABLE appointments ENABLE TRIGGER ALL;
         UPDATE cache_generation SET generation = gen_random_uuid()`,
      );
      expect(await startsAt()).toBe(at(50, '10'));
    });
  });

  it('is a gap that is just long enough, far away', async () => {
    await fill(shop.barberIds[0]!, 40);
    await test.database.query(
      `DELETE FROM appointments WHERE barber_id = $1 AND starts_at = '2027-04-02T10:00Z'`,
      [shop.barberIds[0]],
    );
    expect(await next({ barberId: shop.barberIds[0]! })).toMatchObject({
      startsAt: '2027-04-02T10:00:00.000Z',
    });
    await test.database.query('UPDATE services SET buffer_after_minutes = 1 WHERE id = $1', [shop.serviceId]);
    expect(await next({ barberId: shop.barberIds[0]! })).toMatchObject({
      startsAt: '2027-04-11T09:00:00.000Z',
    });
  });

  it('respects overrides and time off in distant years', async () => {
    const [a, b] = shop.barberIds;
    await test.database.query(`UPDATE barber_availability SET weekly = '[[],[],[],[],[],[],[]]'`);
    await test.database.query(`INSERT INTO barber_overrides VALUES ($1, '2033-05-05', '[[600, 660]]')`, [a]);
    expect(await next()).toMatchObject({ startsAt: '2033-05-05T10:00:00.000Z', barberId: a });
    await test.database.query(
      `INSERT INTO barber_time_off (barber_id, starts_at, ends_at) VALUES ($1, '2027-01-01Z', '2036-01-01Z')`,
      [a],
    );
    expect(await next()).toBeNull();
    expect(await next({ barberId: b! })).toBeNull();
  });

  it('keeps the minimum notice and the horizon', async () => {
    const set = (notice: number, days: number) =>
      test.database.query(
        'UPDATE booking_settings SET minimum_notice_minutes = $1, booking_horizon_days = $2',
        [notice, days],
      );
    await set(525_600, 3650);
    expect(await next()).toMatchObject({ startsAt: '2028-02-29T09:00:00.000Z' });
    await set(60, 1);
    expect(await next()).toMatchObject({ startsAt: '2027-03-01T09:00:00.000Z' });
    expect(await next({ date: '2027-03-02' })).toMatchObject({ startsAt: '2027-03-02T09:00:00.000Z' });
    expect(await next({ date: '2027-03-03' })).toBeNull();
    await set(61, 3650);
    expect(await next()).toMatchObject({ startsAt: '2027-03-01T10:00:00.000Z' });
    expect(await next({ date: '2037-03-01' })).toBeNull();
    expect(await next({ date: '2999-12-31' })).toBeNull();
  });

  it('is null if no barber ever works', async () => {
    await test.database.query('DELETE FROM barber_availability');
    expect(await next()).toBeNull();
  });

  it('is the first of the list of its day', async () => {
    await fill(shop.barberIds[0]!, 3);
    await fill(shop.barberIds[1]!, 5);
    const found = await next();
    const list = await test.get(
      `bookings/available-slots?date=${found.date}&locationId=${shop.locationId}&serviceId=${shop.serviceId}`,
    );
    expect(list.body.slots[0]).toMatchObject({ startsAt: found.startsAt, barberIds: [found.barberId] });
  });

  it('is 404 for unknown ids', async () => {
    expect((await test.get('bookings/next-available?locationId=999999')).status).toBe(404);
    expect((await test.get('bookings/next-available?includeNextAvailable=true')).status).toBe(400);
  });
});
