import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { SlotsService } from '../../src/booking/slots/slots.service.js';
import { CALENDAR } from '../../src/booking/slots/calendar.sql.js';
import { shiftDate } from '../../src/booking/wall-time/zone-day.js';
import { Cache } from '../../src/cache/cache.js';
import { Database } from '../../src/database/database.js';
import { DAY_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { commandCalls } from '../support/redis.commands.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const FIRST = new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10);
const DAYS = 8;
const dates = Array.from({ length: DAYS }, (_, day) => shiftDate(FIRST, day));
const LAST = dates.at(-1)!;
const ZONE = 'America/New_York';

/** The sampler loads what it compares, and these tests count loads. */
const UNSAMPLED = { CACHE_SAMPLE_RATE: '0' };

type Fields = Record<string, string | number>;
interface Day {
  readonly date: string;
  readonly slots: readonly { readonly time: string }[];
}

let redis: RedisServer;
const apps: Partial<Record<'redis' | 'memory' | 'off', TestApp>> = {};

beforeAll(async () => {
  redis = await startRedis();
  apps.redis = await startApp({ REDIS_URL: redis.url, ...UNSAMPLED });
  // On the same database, so that one is asked for what the other has cached.
  apps.off = await startApp({ CACHE_ENABLED: 'false' }, apps.redis.database);
  apps.memory = await startApp(UNSAMPLED);
});
afterAll(async () => {
  await apps.off?.close();
  await Promise.all([apps.redis?.close(), apps.memory?.close()]);
  await redis.stop();
});

/** The relay has published its rows, so that nothing is forgotten while loads are counted. */
async function publishedShop({ database }: TestApp): Promise<TestShop> {
  const own = await createShop(database, { windows: [[540, 1020]], intervalMinutes: 60 });
  await until(async () => (await database.query('SELECT FROM outbox_unpublished()')).length === 0);
  return own;
}

describe.each(['redis', 'memory', 'off'] as const)('several days, %s', (mode) => {
  let app: TestApp;
  let shop: TestShop;
  let token: string;

  beforeAll(async () => {
    app = apps[mode]!;
    shop = await createShop(app.database, {
      barbers: 2,
      timezone: ZONE,
      windows: [[540, 1020]],
      intervalMinutes: 60,
    });
    ({ token } = await app.signUp('admin'));
  });

  const get = (path: string, fields: Fields, headers: Record<string, string> = {}) => {
    const asked = { locationId: shop.locationId, serviceId: shop.serviceId, ...fields };
    const query = new URLSearchParams(
      Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return app.get(`bookings/${path}?${query.toString()}`, { headers });
  };
  const range = { from: FIRST, to: LAST };

  /** The answer for the range, and whether it is what the days answer alone. */
  const agree = async (fields: Fields = {}) => {
    const { status, body } = await get('available-slots', { ...range, ...fields });
    expect(status).toBe(200);
    const { days, ...common } = body as { days: Day[] };
    const counted = await get('available-days', { ...range, ...fields });
    expect(counted.body).toEqual({
      ...common,
      days: days.map(({ date, slots }) => ({ date, free: slots.length })),
    });
    for (const [index, date] of dates.entries()) {
      const alone = await get('available-slots', { date, ...fields });
      const { date: its, slots, ...rest } = alone.body;
      expect(JSON.stringify(days[index])).toBe(JSON.stringify({ date: its, slots }));
      expect(rest).toEqual(common);
    }
    return days;
  };

  it('are what each day answers alone, whatever is written between', async () => {
    const hour = fc.integer({ min: 9, max: 16 }).map((each) => String(each).padStart(2, '0'));
    const anyWrite = fc.record({
      kind: fc.constantFrom('book', 'book', 'book', 'cancel', 'time off', 'service', 'override'),
      day: fc.nat(DAYS - 1),
      hour,
      barber: fc.nat(1),
    });
    const anyAsk = fc.record(
      { timezone: fc.constantFrom(ZONE, 'UTC', 'Asia/Tokyo'), barberId: fc.nat(1) },
      { requiredKeys: [] },
    );
    const booked: number[] = [];
    const write = async ({
      kind,
      day,
      hour: at,
      barber,
    }: {
      kind: string;
      day: number;
      hour: string;
      barber: number;
    }) => {
      const date = dates[day]!;
      const barberId = shop.barberIds[barber]!;
      if (kind === 'book') {
        const where = { locationId: shop.locationId, serviceId: shop.serviceId, barberId, timezone: ZONE };
        const { status, body } = await app.post('bookings', { ...where, date, time: `${at}:00` }, { token });
        if (status === 201) booked.push(body.id);
      } else if (kind === 'cancel') {
        const id = booked.pop();
        if (id !== undefined) await app.delete(`bookings/${id}`, { token });
      } else if (kind === 'time off') {
        const [startsAt, endsAt] = [`${date}T${at}:00:00Z`, `${date}T${at}:30:00Z`];
        await app.post(`barbers/${barberId}/time-off`, { startsAt, endsAt }, { token });
      } else if (kind === 'service') {
        await app.patch(`services/${shop.serviceId}`, { durationMinutes: 30 + 15 * barber }, { token });
      } else {
        const windows = [{ start: `${at}:15`, end: '18:00' }];
        await app.put(`barbers/${barberId}/overrides/${date}`, { windows }, { token });
      }
    };
    await fc.assert(
      fc.asyncProperty(anyWrite, anyAsk, async (change, { timezone, barberId }) => {
        const asked = {
          ...(timezone === undefined ? {} : { timezone }),
          ...(barberId === undefined ? {} : { barberId: shop.barberIds[barberId]! }),
        };
        const [, days] = await Promise.all([write(change), get('available-slots', { ...range, ...asked })]);
        expect(days.status).toBe(200);
        await agree(asked);
      }),
      { numRuns: 12 },
    );
  });

  if (mode === 'off') return;

  it('are one statement, then hits of the entries that the days have; a booking voids its day alone', async () => {
    const own = await publishedShop(app);
    const fields = { locationId: own.locationId, serviceId: own.serviceId };
    const prepared = jest.spyOn(Database.prototype, 'prepared');
    const calendars = () => prepared.mock.calls.filter(([statement]) => statement === CALENDAR).length;
    try {
      const status = async (path: string, more: Fields) => {
        const { headers } = await get(path, { ...fields, ...more });
        return String(headers.get('cache-status')).replace(/; ttl=\d+|; detail=l1|; stored/g, '');
      };
      expect(await status('available-slots', { date: dates[1]! })).toBe('BookedBarber; fwd=miss');
      prepared.mockClear();
      expect(await status('available-slots', range)).toBe('BookedBarber; fwd=miss');
      expect(calendars()).toBe(1);
      // What is read again before all days are stored may be loaded again.
      await until(async () => (await status('available-days', range)) === 'BookedBarber; hit');
      prepared.mockClear();
      for (const date of dates) expect(await status('available-slots', { date })).toBe('BookedBarber; hit');
      expect(calendars()).toBe(0);

      const { headers } = await get('available-slots', { ...fields, ...range });
      const etag = headers.get('etag')!;
      expect((await get('available-slots', { ...fields, ...range }, { 'if-none-match': etag })).status).toBe(
        304,
      );
      const slot = { date: dates[3]!, time: '12:00', timezone: 'UTC', ...fields };
      expect((await app.post('bookings', slot, { token })).status).toBe(201);
      expect((await get('available-slots', { ...fields, ...range }, { 'if-none-match': etag })).status).toBe(
        200,
      );
      expect(calendars()).toBeGreaterThan(0);
      const again = { date: dates[5]!, time: '12:00', timezone: 'UTC', ...fields };
      await until(async () => (await status('available-days', range)) === 'BookedBarber; hit');
      expect((await app.post('bookings', again, { token })).status).toBe(201);
      for (const date of dates) {
        const expected = date === dates[5] ? 'BookedBarber; fwd=miss' : 'BookedBarber; hit';
        expect([date, await status('available-slots', { date })]).toEqual([date, expected]);
      }
    } finally {
      prepared.mockRestore();
    }
  });

  it('are one load of those that are missing, and one MGET of 62 that are stored; a booking voids one', async () => {
    const own = await publishedShop(app);
    const place = { timezone: 'UTC', locationId: own.locationId, serviceId: own.serviceId };
    const reader =
      mode === 'redis' ? await startApp({ REDIS_URL: redis.url, ...UNSAMPLED }, app.database) : app;
    const prepared = jest.spyOn(Database.prototype, 'prepared');
    /** The days, in UTC, of each load: those that were asked for, wherever on Earth the place is. */
    const loaded = () =>
      prepared.mock.calls.flatMap(([statement, values = []]) =>
        statement === CALENDAR ? [[values[3], values[4]].map((at) => String(at).slice(0, 10))] : [],
      );
    const mgets: number[] = [];
    try {
      if (mode === 'redis') await until(() => reader.app.get(Cache).available);
      // What was read once is in the memory of its reader; so each time it is 62 other days.
      for (let round = 0; round < 3; round++) {
        const days = Array.from({ length: 62 }, (_, day) => shiftDate(FIRST, 62 * round + day));
        const list = async (from: TestApp) =>
          from.app.get(SlotsService).listDays(days.map((date) => ({ ...place, date })));
        prepared.mockClear();
        const before = await list(app);
        expect(loaded()).toEqual([[shiftDate(days[0]!, -1), shiftDate(days.at(-1)!, 1)]]);
        await until(async () => (await loadedBy(() => list(app))).length === 0);
        const calls = mode === 'redis' ? await commandCalls(redis, 'mget') : 0;
        expect(await loadedBy(async () => expect(await list(reader)).toEqual(before))).toEqual([]);
        if (mode === 'redis') mgets.push((await commandCalls(redis, 'mget')) - calls);
        const booked = { ...place, date: days[30]!, time: '12:00' };
        expect((await app.post('bookings', booked, { token })).status).toBe(201);
        // A machine that stood still for seconds has suspended it.
        await until(() => reader.app.get(Cache).available);
        expect(await loadedBy(() => list(reader))).toEqual([[days[29], days[31]]]);
      }
      // Entries in use are confirmed ahead, which may fall into a round.
      if (mode === 'redis') expect(Math.min(...mgets)).toBe(1);
    } finally {
      prepared.mockRestore();
      if (reader !== app) await reader.close();
    }

    async function loadedBy(read: () => Promise<unknown>) {
      prepared.mockClear();
      await read();
      return loaded();
    }
  });

  it('are at most 62, of at most 3,100 days of all barbers', async () => {
    const code = async (fields: Fields, path = 'available-slots') => {
      const { status, body } = await get(path, fields);
      return `${status} ${body.code ?? body.days.length}`;
    };
    expect(await code({ from: FIRST, to: shiftDate(FIRST, 61) })).toBe('200 62');
    expect(await code({ from: FIRST, to: shiftDate(FIRST, 62) })).toBe('422 range-too-wide');
    expect(await code({ from: '1971-01-01', to: '2999-01-01' }, 'available-days')).toBe('422 range-too-wide');
    expect(await code({ from: FIRST })).toBe('400 invalid-request');
    expect(await code({ to: FIRST })).toBe('400 invalid-request');
    expect(await code({ ...range, date: FIRST })).toBe('400 invalid-request');
    expect(await code({ from: LAST, to: FIRST })).toBe('400 invalid-request');
    expect(await code({ from: FIRST }, 'available-days')).toBe('400 invalid-request');
    const wide = await createShop(app.database, { barbers: 51, windows: [[540, 600]] });
    const there = { locationId: wide.locationId, serviceId: wide.serviceId };
    expect(await code({ ...there, from: FIRST, to: shiftDate(FIRST, 60) })).toBe('422 range-too-wide');
    expect(await code({ ...there, from: FIRST, to: shiftDate(FIRST, 59) })).toBe('200 60');
    const one = { ...there, barberId: wide.barberIds[0]!, from: FIRST, to: shiftDate(FIRST, 61) };
    expect(await code(one, 'available-days')).toBe('200 62');
    expect(await code({ ...range, locationId: 999_999 })).toBe('404 not-found');
    const next = await get('available-days', { ...one, includeNextAvailable: 'true' });
    expect(next.body.nextAvailable).toMatchObject({ date: FIRST, barberId: wide.barberIds[0] });
  });
});
