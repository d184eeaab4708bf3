import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AvailableSlotsDto, NextAvailableDto } from '../../src/booking/slots/slots.dto.js';
import { CacheStatus } from '../../src/cache/store/cache-status.js';
import { Clock } from '../../src/config/clock.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

const NOTICE_MINUTES = 45;
const TODAY = '2027-06-15';
const NINE = Date.parse(`${TODAY}T09:00:00Z`);
const HALF_DAY = 8 * 60;
/** Entries live longer than the test's day, so that only their own limit can end them. */
const LONG = { CACHE_AVAILABLE_SLOTS_TTL: '864000', CACHE_NEXT_AVAILABLE_TTL: '864000' };

let database: TestDatabase;
let redis: RedisServer;
let question: string;
let now = NINE;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
  const { locationId, serviceId } = await createShop(database, {
    intervalMinutes: 20,
    noticeMinutes: NOTICE_MINUTES,
  });
  question = `date=${TODAY}&timezone=UTC&locationId=${locationId}&serviceId=${serviceId}`;
});
afterAll(async () => {
  await redis.stop();
  await database.drop();
});

describe.each<[string, () => Record<string, string>]>([
  ['in memory', () => ({})],
  ['in Redis', () => ({ REDIS_URL: redis.url, CACHE_L1_MAX_BYTES: '0' })],
  ['in Redis and L1', () => ({ REDIS_URL: redis.url, CACHE_NAMESPACE: 'l1' })],
])('today’s list, cached %s, while the day goes by', (_, environment) => {
  let app: TestApp;

  beforeAll(async () => {
    now = NINE;
    app = await startApp({ ...LONG, ...environment() }, database);
    jest.spyOn(app.app.get(Clock), 'now').mockImplementation(() => now);
    await until(() => app.app.get(CacheStatus).available);
  });
  afterAll(() => app.close());

  it('offers exactly the starts outside the minimum notice', async () => {
    let hits = 0;
    for (let minute = 0; minute < HALF_DAY; minute += 5) {
      now = NINE + minute * MINUTE_MS;
      const earliest = now + NOTICE_MINUTES * MINUTE_MS;
      const list = await app.get<AvailableSlotsDto>(`bookings/available-slots?${question}`);
      const next = await app.get<NextAvailableDto>(`bookings/next-available?${question}`);
      const starts = list.body.slots.map(({ startsAt }) => Date.parse(startsAt));
      // The grid of an empty day: every twenty minutes up to midnight.
      const first = Math.ceil(earliest / (20 * MINUTE_MS)) * 20 * MINUTE_MS;
      expect([new Date(now).toISOString(), starts[0], next.body.next?.startsAt]).toEqual([
        new Date(now).toISOString(),
        first,
        new Date(first).toISOString(),
      ]);
      expect(starts).toHaveLength((Date.parse(`${TODAY}T24:00:00Z`) - first) / (20 * MINUTE_MS));
      if (list.headers.get('cache-status')?.includes('; hit')) hits++;
    }
    // Four questions between one loss of a slot and the next.
    expect(hits).toBeGreaterThan(HALF_DAY / 5 / 3);
  });
});
