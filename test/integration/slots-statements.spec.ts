import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { AppointmentsService } from '../../src/booking/appointments/appointments.service.js';
import { CALENDAR, MERGED_BUSY } from '../../src/booking/slots/calendar.sql.js';
import { ShopCalendar } from '../../src/booking/slots/shop-calendar.js';
import { SlotsController } from '../../src/booking/slots/slots.controller.js';
import type { SlotsQueryDto } from '../../src/booking/slots/slots.dto.js';
import { DAY_MS } from '../../src/time/durations.js';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

type Asked = Pick<SlotsQueryDto, keyof SlotsQueryDto>;

/** Records what the driver sends inside it, including BEGIN and SET, without the statements of pollers. */
const sent = new AsyncLocalStorage<string[]>();

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  await sent.run(statements, work);
  return statements;
}

let test: TestApp;
let shop: TestShop;
let all: Asked;
let controller: SlotsController;

beforeAll(async () => {
  const query = Reflect.get(pg.Client.prototype, 'query') as (...parameters: unknown[]) => unknown;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...parameters: unknown[]
  ) {
    const [first] = parameters;
    sent.getStore()?.push(typeof first === 'string' ? first : (first as { text: string }).text);
    return Reflect.apply(query, this, parameters);
  });
  test = await startApp({ CACHE_ENABLED: 'false' });
  controller = test.app.get(SlotsController);
  // A pool that is warm: connecting sends statements of its own.
  await Promise.all([1, 2, 3].map(() => test.app.get(Database).query('SELECT pg_sleep(0.01)')));
});
afterAll(async () => {
  jest.restoreAllMocks();
  await test.close();
});

beforeEach(async () => {
  shop = await createShop(test.database, { barbers: 3, windows: [[540, 1020]] });
  all = {
    date: new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10),
    timezone: 'America/New_York',
    locationId: shop.locationId,
    serviceId: shop.serviceId,
  };
});

it('a booking takes six round trips before its COMMIT', async () => {
  const limits = 'UPDATE booking_settings SET max_open_bookings_per_client = 9, client_overlap = false';
  await test.database.query(limits);
  const [locationId, serviceId, barberId] = [shop.locationId, shop.serviceId, shop.barberIds[0]!];
  const { id } = await test.signUp();
  const booker = { id, role: 'client', locationIds: [] } as const;
  const book = (hour: number) => () =>
    test.app
      .get(AppointmentsService)
      .create(booker, { locationId, serviceId, barberId, startsAt: `${all.date}T${hour}:00:00Z` });
  await book(10)();
  const statements = await statementsOf(book(12));
  expect(statements.slice(0, statements.indexOf('COMMIT'))).toEqual([
    expect.stringMatching(/^START TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT set_config/),
    expect.stringMatching(/FROM locations.*FOR NO KEY UPDATE OF clients.*FOR NO KEY UPDATE OF barbers/s),
    CALENDAR,
    expect.stringContaining('AS busy'),
    expect.stringMatching(/^INSERT INTO appointments/),
    expect.stringContaining('FROM outbox'),
  ]);
});

const anonymous = {};
const callerOf = (id: number) => ({ caller: { id, role: 'client', locationIds: [] } }) as const;

describe('a day’s slots', () => {
  it('are one statement for all barbers when all ids are given', async () => {
    expect(await statementsOf(() => controller.list({ query: all, ...anonymous }))).toEqual([CALENDAR]);
    const one = { ...all, barberId: shop.barberIds[0]! };
    expect(await statementsOf(() => controller.list({ query: one, ...callerOf(1) }))).toEqual([CALENDAR]);
  });

  it('are one statement when location, service and zone are the shop’s own', async () => {
    expect(await statementsOf(() => controller.list({ query: { date: all.date! }, ...anonymous }))).toEqual([
      CALENDAR,
    ]);
  });

  it('take one more for the caller’s zone, for today, or for both', async () => {
    const { id } = await test.signUp();
    expect(
      await statementsOf(() => controller.list({ query: { date: all.date! }, ...callerOf(id) })),
    ).toHaveLength(2);
    expect(await statementsOf(() => controller.list({ query: {}, ...anonymous }))).toHaveLength(2);
    expect(await statementsOf(() => controller.list({ query: {}, ...callerOf(id) }))).toHaveLength(2);
    await test.database.query(`UPDATE users SET timezone = 'Asia/Tokyo' WHERE id = $1`, [id]);
    expect(await statementsOf(() => controller.list({ query: {}, ...callerOf(id) }))).toHaveLength(2);
  });
});

describe('the next slot', () => {
  /** So many rows at once begin a new generation of the cache, with which nothing counts that was found before. */
  const published = () =>
    until(
      async () =>
        (await test.database.query('SELECT FROM outbox WHERE done_at IS NULL LIMIT 1')).length === 0,
    );
  const next = (parameters: Asked = {}) =>
    statementsOf(() =>
      controller.next({
        query: { locationId: shop.locationId, serviceId: shop.serviceId, ...parameters },
        ...anonymous,
      }),
    );

  it('is one statement when it is within two weeks', async () => {
    expect(await next()).toEqual([CALENDAR]);
    expect(await next({ date: new Date(Date.now() + 80 * DAY_MS).toISOString().slice(0, 10) })).toEqual([
      CALENDAR,
    ]);
  });

  it.each([
    [20, 2],
    [89, 2],
    [3000, 3],
  ])('is, when the next %d days are full, %d, and two the next time', async (days, statements) => {
    await test.database.query(
      `SET LOCAL session_replication_role = replica;
       INSERT INTO appointments (client_id, barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
       SELECT (SELECT client_of_user(1, 1)), id, ${shop.serviceId}, ${shop.locationId}, 1, s, s + interval '480 min', s, s + interval '600 min', 'UTC'
       FROM unnest(ARRAY[${shop.barberIds.join()}]) AS barber(id), generate_series(-1, ${days}) AS day,
         LATERAL (SELECT date_trunc('day', now(), 'UTC') + make_interval(days => day, hours => 9)) AS given(s)`,
    );
    await published();
    const later = Array.from({ length: statements - 1 }, () => MERGED_BUSY);
    expect(await next()).toEqual([CALENDAR, ...later]);
    expect(await next()).toEqual([CALENDAR, MERGED_BUSY]);
  });

  it('reads full months from the index alone, whatever the number of appointments', async () => {
    const busy = await createShop(test.database, { barbers: 100, windows: [[540, 1020]] });
    await test.database.query(
      `SET LOCAL session_replication_role = replica;
       INSERT INTO appointments (client_id, barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
       SELECT (SELECT client_of_user(1, 1)), id, ${busy.serviceId}, ${busy.locationId}, 1, s, s + interval '2 hours', s, s + interval '2 hours', 'UTC'
       FROM generate_series(0, 89) AS day, generate_series(9, 15, 2) AS hour, unnest(ARRAY[${busy.barberIds.join()}]) AS barber(id),
         LATERAL (SELECT date_trunc('day', now(), 'UTC') + make_interval(days => day, hours => hour)) AS given(s)`,
    );
    // A statement that ran meanwhile keeps VACUUM from seeing that all rows are visible to all.
    await until(async () => {
      await test.database.query('VACUUM (ANALYZE) appointments');
      const [{ share } = { share: 0 }] = await test.database.query<{ share: number }>(
        `SELECT relallvisible::float8 / relpages AS share FROM pg_class WHERE relname = 'appointments'`,
      );
      return share > 0.99;
    });
    const explain = async (text: string, values: unknown[]) => {
      const [row] = await test.database.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
      const [explained] = row!['QUERY PLAN'] as { Plan: Record<string, number> }[];
      return explained!.Plan['Shared Hit Blocks']! + explained!.Plan['Shared Read Blocks']!;
    };
    const days = (...ahead: number[]) =>
      ahead.map((day) => new Date(Date.now() + day * DAY_MS).toISOString());
    const searched = [busy.barberIds, 0, ...days(14, 91), 30, null];
    const unknown = busy.barberIds.map(() => null);
    // 36,000 appointments, each in a page of its own as they are booked: one buffer for each was read before.
    expect(await explain(MERGED_BUSY, [...searched, unknown, unknown, 100, 0])).toBeLessThan(3000);
    // What is known to be full is not read again, unless one of the barbers has got time back.
    const version = async () => {
      const rows = await test.database.query<{ version: string }>(MERGED_BUSY, [
        ...searched,
        unknown,
        unknown,
        0,
        0,
      ]);
      return rows.map((row) => row.version);
    };
    await published();
    const full = busy.barberIds.map(() => days(91)[0]);
    // Repeated where the generation is begun meanwhile.
    await until(async () => (await explain(MERGED_BUSY, [...searched, await version(), full, 100, 0])) < 600);
    const freed = async () => (await version()).map((each) => each.split(' ')[1]);
    const before = await freed();
    for (const status of ['cancelled', 'confirmed']) {
      await test.database.query(
        'UPDATE appointments SET status = $2 WHERE id = (SELECT max(id) FROM appointments WHERE barber_id = $1)',
        [busy.barberIds[3], status],
      );
    }
    expect((await freed()).filter((each) => !before.includes(each))).toHaveLength(1);
    expect(
      await explain(CALENDAR, [
        busy.locationId,
        null,
        busy.serviceId,
        ...days(0, 3651),
        ...days(14),
        null,
        null,
        null,
      ]),
    ).toBeLessThan(4000);
    const asked = { locationId: busy.locationId, serviceId: busy.serviceId };
    expect(await statementsOf(() => controller.next({ query: asked, ...anonymous }))).toEqual([
      CALENDAR,
      MERGED_BUSY,
    ]);
    const { body } = await test.get(
      `bookings/next-available?locationId=${busy.locationId}&serviceId=${busy.serviceId}`,
    );
    expect(body.next.startsAt.slice(0, 10)).toBe(days(90)[0]?.slice(0, 10));
  }, 60_000);

  it('searches nothing later where the service fits no window', async () => {
    await test.database.query(`UPDATE services SET duration_minutes = 480 WHERE id = $1`, [shop.serviceId]);
    await test.database.query(
      `UPDATE barber_availability SET weekly = (SELECT jsonb_agg('[[540, 720]]'::jsonb) FROM generate_series(1, 7))`,
    );
    expect(await next()).toEqual([CALENDAR]);
  });

  it('is one if no barber ever works, regardless of the horizon', async () => {
    await test.database.query('DELETE FROM barber_availability');
    expect(await next()).toEqual([CALENDAR]);
  });
});

it('is part of the transaction that it is read in', async () => {
  const database = test.app.get(Database);
  const range = { from: Date.now(), until: Date.now() + DAY_MS };
  const seen = await database.transaction(async () => {
    await database.query('UPDATE services SET duration_minutes = 77 WHERE id = $1', [shop.serviceId]);
    return test.app.get(ShopCalendar).load({ ...all, ...range, serviceId: shop.serviceId });
  });
  expect(seen.service.durationMinutes).toBe(77);
});

it('leaves out the appointment that is being moved, and takes its service though it is not active', async () => {
  const { id: userId } = await test.signUp();
  const from = Math.ceil(Date.now() / DAY_MS + 1) * DAY_MS;
  const [appointment] = await test.database.query<{ id: number }>(
    `INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
     VALUES ($1, $2, $3, $4, $5, $6, $5, $6, 'UTC') RETURNING id`,
    [
      shop.barberIds[0],
      shop.serviceId,
      shop.locationId,
      userId,
      new Date(from),
      new Date(from + DAY_MS / 24),
    ],
  );
  await test.database.query('UPDATE services SET active = false WHERE id = $1', [shop.serviceId]);
  const query = {
    barberId: shop.barberIds[0]!,
    serviceId: shop.serviceId,
    keptAtLocationId: shop.locationId,
    from,
    until: from + 1,
  };
  const busy = async (ignoreAppointmentId?: number) =>
    (await test.app.get(ShopCalendar).load({ ...query, ignoreAppointmentId })).barbers[0]?.busy;
  expect(await busy()).toEqual([{ from, until: from + DAY_MS / 24 }]);
  expect(await busy(appointment!.id)).toEqual([]);
});

it('reads appointments by barber and start from the index, also with a plan made for any parameters', async () => {
  await test.database.query(
    `SET LOCAL session_replication_role = replica;
     INSERT INTO appointments (client_id, barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
     SELECT (SELECT client_of_user(1, 1)), id, ${shop.serviceId}, ${shop.locationId}, 1, s, s + interval '30 min', s, s + interval '30 min', 'UTC'
     FROM unnest(ARRAY[${shop.barberIds.join()}]) AS barber(id), generate_series(0, 2000) AS slot,
       LATERAL (SELECT now() + make_interval(mins => 60 * slot)) AS given(s);
     ANALYZE appointments`,
  );
  const from = new Date(Date.now() + 20 * DAY_MS).toISOString();
  const dayAfter = new Date(Date.now() + 21 * DAY_MS).toISOString();
  const values = [
    shop.locationId,
    'NULL',
    shop.serviceId,
    `'${from}'`,
    `'${dayAfter}'`,
    `'${dayAfter}'`,
    'NULL',
    'NULL',
    'NULL',
  ];
  const types = 'int, int, int, timestamptz, timestamptz, timestamptz, int, int, int';
  const client = new pg.Client({ connectionString: test.database.url });
  await client.connect();
  try {
    await client.query('SET plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE calendar (${types}) AS ${CALENDAR}`);
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) EXECUTE calendar (${values.join()})`);
    const plan = JSON.stringify(rows);
    expect(plan).toContain('"Index Name":"appointments_barber_starts"');
    expect(plan).toMatch(/"Index Cond":"[^"]*barber_id[^"]*starts_at >[^"]*starts_at </);
    expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^}]*"Relation Name":"appointments"/);
  } finally {
    await client.end();
  }
});
