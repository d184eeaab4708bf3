import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CALENDAR } from '../../src/booking/slots/calendar.sql.js';
import { ShopCalendar } from '../../src/booking/slots/shop-calendar.js';
import { Database } from '../../src/database/database.js';
import { DAY_MS, HOUR_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

/** How often PostgreSQL plans a prepared statement anew before it compares the costs. */
const TRIED = 5;
const TIMES = 4;

let test: TestApp;
let database: Database;
let shop: TestShop;
let admin: string;

beforeAll(async () => {
  // One connection, whose plans are all that there are.
  test = await startApp({ CACHE_ENABLED: 'false', DATABASE_POOL_SIZE: '1' });
  database = test.app.get(Database);
  admin = (await test.signUp('admin')).token;
});
afterAll(() => test.close());

beforeEach(async () => {
  shop = await createShop(test.database, { barbers: 3 });
});

const day = (ahead: number) => new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10);

/** How often prepared statements of the connection were run, by the kind of their plan. */
async function runs(): Promise<{ custom: number; generic: number; ofCalendar: number }> {
  const [row] = await database.query<{ custom: number; generic: number; ofCalendar: number }>(
    `SELECT coalesce(sum(custom_plans), 0)::int AS custom, coalesce(sum(generic_plans), 0)::int AS generic,
       coalesce(sum(generic_plans) FILTER (WHERE statement = $1), 0)::int AS "ofCalendar"
     FROM pg_prepared_statements`,
    [CALENDAR],
  );
  return row!;
}

/** What running `work` a few more times adds, once PostgreSQL has compared the costs. */
async function added(work: (turn: number) => Promise<void>) {
  for (let turn = 0; turn < TRIED; turn++) await work(turn);
  const before = await runs();
  for (let turn = TRIED; turn < TRIED + TIMES; turn++) await work(turn);
  const after = await runs();
  return {
    custom: after.custom - before.custom,
    generic: after.generic - before.generic,
    ofCalendar: after.ofCalendar - before.ofCalendar,
  };
}

describe('a read past the cache runs plans of its connection', () => {
  const place = () => `timezone=UTC&locationId=${shop.locationId}&serviceId=${shop.serviceId}`;
  const barber = () => shop.barberIds[0]!;
  // The account is read as well.
  it.each<[string, (turn: number) => string, number]>([
    ['slots', (turn) => `bookings/available-slots?date=${day(2 + turn)}&${place()}`, 1],
    [
      'slots of a barber',
      (turn) => `bookings/available-slots?date=${day(2 + turn)}&${place()}&barberId=${barber()}`,
      1,
    ],
    ['slots without a zone', () => 'bookings/available-slots', 2],
    ['slots of many days', () => `bookings/available-slots?from=${day(2)}&to=${day(5)}&${place()}`, 2],
    ['the next slot', (turn) => `bookings/next-available?date=${day(2 + turn)}&${place()}`, 1],
    ['availability', () => `barbers/${barber()}/availability`, 1],
    ['a barber', () => `barbers/${barber()}`, 1],
    ['business hours', () => `settings/business-hours?locationId=${shop.locationId}`, 1],
    ['settings', () => 'settings/booking/public', 1],
    ['conflicts', (turn) => `bookings/conflicts?barberId=${barber()}&date=${day(2 + turn)}`, 1],
    ['a schedule', (turn) => `barbers/${barber()}/schedule?from=${day(turn)}&to=${day(turn + 7)}`, 1],
    ['a time zone', () => 'users/me/timezone', 1],
  ])('%s', async (_, path, statements) => {
    const read = async (turn: number) => {
      const { status } = await test.get(path(turn), { token: admin });
      expect(status).toBe(200);
    };
    expect(await added(read)).toMatchObject({ custom: 0, generic: TIMES * (1 + statements) });
  });

  it('the distant part of a search', async () => {
    const calendar = test.app.get(ShopCalendar);
    const from = Date.now();
    const snapshot = await calendar.load({ locationId: shop.locationId, from, until: from + DAY_MS });
    const read = async (turn: number) => {
      const until = from + turn * 300 * DAY_MS;
      await calendar.busyIn(snapshot, { from, until, ignoreAppointmentId: undefined }, new Map(), 100);
    };
    expect(await added(read)).toEqual({ custom: 0, generic: TIMES, ofCalendar: 0 });
  });
});

it.each(['a barber', 'any barber'])('a booking with %s runs plans of its connection', async (which) => {
  const starts = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 2 * DAY_MS;
  await test.database.query('UPDATE booking_settings SET max_open_bookings_per_client = 50');
  const { token } = await test.signUp('client');
  const book = async (turn: number) => {
    const { status } = await test.post(
      'bookings',
      {
        startsAt: new Date(starts + turn * HOUR_MS).toISOString(),
        locationId: shop.locationId,
        serviceId: shop.serviceId,
        ...(which === 'a barber' ? { barberId: shop.barberIds[0] } : {}),
      },
      { token },
    );
    expect(status).toBe(201);
  };
  const calendars = which === 'a barber' ? 1 : 2;
  expect(await added(book)).toMatchObject({ custom: 0, ofCalendar: TIMES * calendars });
});
