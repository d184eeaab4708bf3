import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JobLock } from '../../src/admin/usage/job.lock.js';
import { ReadJobs } from '../../src/admin/usage/read.jobs.js';
import { type AskedRead, readsWithin, UsageLog } from '../../src/admin/usage/usage.log.js';
import { HOUR_MS, MINUTE_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

const NOW = Date.parse('2027-06-14T12:00Z');
const counted = (key: string, count: number, region = 'available slots') => ({
  id: `{loc:1}:${key}`,
  region,
  args: [key],
  count,
});

describe('the fleet’s counts', () => {
  let app: TestApp;
  let log: UsageLog;
  beforeAll(async () => {
    app = await startApp();
    log = app.app.get(UsageLog);
  });
  beforeEach(() => app.database.query('TRUNCATE cache_usage'));
  afterAll(() => app.close());

  it('halve every six hours, and are added to what is left', async () => {
    await log.add([counted('a', 80)], NOW - 12 * HOUR_MS);
    await log.add([counted('a', 8), counted('b', 16)], NOW);
    expect(await log.mostAsked(NOW)).toEqual([
      { id: '{loc:1}:a', region: 'available slots', args: ['a'], score: expect.closeTo(28), scoredAt: NOW },
      expect.objectContaining({ id: '{loc:1}:b', score: 16 }),
    ]);
    expect((await log.mostAsked(NOW + 6 * HOUR_MS)).map(({ score }) => score)).toEqual([
      expect.closeTo(14),
      expect.closeTo(8),
    ]);
  });

  it('mean the same in whatever order two instances add them, and after years', async () => {
    await log.add([counted('old', 8)], NOW - 20 * 365 * 24 * HOUR_MS);
    await log.add([counted('a', 8)], NOW);
    await log.add([counted('a', 80)], NOW - 6 * HOUR_MS);
    expect((await log.mostAsked(NOW)).map(({ score }) => score)).toEqual([expect.closeTo(48), 0]);
    await log.add([counted('old', 8)], NOW);
    expect((await log.mostAsked(NOW)).at(-1)).toMatchObject({ id: '{loc:1}:old', score: expect.closeTo(8) });
  });

  it('of an instance whose clock is a year ahead outrank those of others only until one of these adds its own', async () => {
    await log.add([counted('wrong', 8)], NOW + 365 * 24 * HOUR_MS);
    await log.add([counted('a', 80), counted('wrong', 8)], NOW);
    expect((await log.mostAsked(NOW)).map(({ args, score }) => [args[0], score])).toEqual([
      ['a', expect.closeTo(80)],
      ['wrong', expect.closeTo(16)],
    ]);
  });

  it('give the lately most wanted first, 200 a region, and keep 1000', async () => {
    const many = Array.from({ length: 1100 }, (_, index) => counted(`k${index}`, index + 1));
    await log.add([...many, counted('other', 1, 'business hours')], NOW);
    const asked = await log.mostAsked(NOW);
    expect(asked).toHaveLength(201);
    expect(asked[0]?.id).toBe('{loc:1}:k1099');
    expect(asked[199]?.id).toBe('{loc:1}:k900');
    const [{ kept } = { kept: 0 }] = await app.database.query('SELECT count(*) AS kept FROM cache_usage');
    expect(kept).toBe(1001);
  });

  it('tell how often something is asked for at a steady rate', async () => {
    for (let minute = 0; minute < 48 * 60; minute += 10) {
      await log.add([counted('steady', 20)], NOW + minute * MINUTE_MS);
    }
    const [steady] = await log.mostAsked(NOW + 48 * HOUR_MS);
    // Two a minute.
    const perMinute = readsWithin(MINUTE_MS, steady!);
    expect(perMinute).toBeGreaterThan(1.9);
    expect(perMinute).toBeLessThan(2.1);
  });
});

describe('a counted read', () => {
  let app: TestApp;
  let jobs: ReadJobs;
  const asked = (region: string, id: string, ...args: unknown[]): AskedRead => ({
    region,
    id,
    args,
    score: 1,
    scoredAt: NOW,
  });
  beforeAll(async () => {
    app = await startApp();
    jobs = app.app.get(ReadJobs);
  });
  afterAll(() => app.close());

  it.each([
    asked('available slots', '{loc:default}:slots:2999-06-14:svc_1', { date: '2999-06-14', serviceId: 1 }),
    asked('barber availability', '{barber:3}:barber_avail:barber_3', 3),
    asked('business hours', '{loc:default}:business_hours:location_default'),
  ])('can be made again: $id', (read) => {
    expect(jobs.again(read)?.id).toBe(read.id);
    expect(jobs.isPast(read)).toBe(false);
  });

  it.each([
    asked('a region of long ago', '{loc:1}:a', 1),
    asked('available slots', '{loc:default}:slots:2999-06-14:svc_1', '2999-06-14', 1),
    asked('available slots', '{loc:default}:slots:2999-06-14:svc_1', null),
    asked('available slots', '{loc:default}:slots:2999-06-14:svc_1', { date: '2999-06-14' }),
    asked('barber availability', '{barber:3}:barber_avail:barber_3', 3, null),
  ])('cannot, as $args of $region', (read) => {
    expect(jobs.again(read)).toBeNull();
  });

  it('is past when its last day is, everywhere', () => {
    const week = (to: string) => jobs.isPast(asked('barber schedule', '', 1, '2020-01-01', to));
    expect(week('2020-01-07')).toBe(true);
    expect(week('2999-01-01')).toBe(false);
    expect(jobs.isPast(asked('available slots', '', { date: '2020-01-01' }))).toBe(true);
  });
});

describe('the lock of a job', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it('belongs to one at a time, and ends by itself', async () => {
    const lock = app.app.get(JobLock);
    const taken = await Promise.all(Array.from({ length: 5 }, () => lock.take('a', MINUTE_MS)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await lock.take('b', 50)).toBe(true);
    await until(() => lock.take('b', MINUTE_MS));
    expect(await lock.take('b', MINUTE_MS)).toBe(false);
  });
});
