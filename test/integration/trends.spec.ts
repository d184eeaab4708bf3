import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../src/config/clock.js';
import { type CacheSample, judgeSample, worstLevel } from '../../src/admin/monitoring/alert-rules.js';
import { CacheHealthService } from '../../src/admin/monitoring/cache-health.service.js';
import { InstanceId } from '../../src/admin/monitoring/sampling/instance.id.js';
import { MetricsSampler } from '../../src/admin/monitoring/sampling/metrics.sampler.js';
import { SampleLog } from '../../src/admin/monitoring/sampling/sample.log.js';
import { TrendsService } from '../../src/admin/monitoring/trends.service.js';
import { Database } from '../../src/database/database.js';
import { HOUR_MS, MINUTE_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

const NOW = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const GIB = 2 ** 30;
const FLEET = [1, 2, 3, 4, 5].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);

describe('trends', () => {
  let app: TestApp;
  let trends: TrendsService;
  beforeAll(async () => {
    app = await startApp();
    trends = app.app.get(TrendsService);
    // Its own first sample; it writes none of the minute that the tests write.
    await until(async () => (await app.database.query('SELECT FROM cache_samples')).length === 1);
    jest.spyOn(app.app.get(Clock), 'now').mockImplementation(() => NOW);
    Reflect.set(app.app.get(SampleLog), 'writtenIn', NOW / MINUTE_MS);
  });
  beforeEach(() => app.database.query('TRUNCATE cache_samples'));
  afterAll(() => app.close());

  /** What an instance writes in a minute, `minutesAgo`, unless `of` says otherwise. */
  const write = async (
    instances: number,
    minutes: number,
    of: (minutesAgo: number, instance: number) => Partial<CacheSample> = () => ({}),
  ) => {
    const rows = [];
    for (let minutesAgo = minutes; minutesAgo > 0; minutesAgo--) {
      for (let instance = 0; instance < instances; instance++) {
        const change = of(minutesAgo, instance);
        // Each at a second of its own, as instances do.
        const at = NOW - minutesAgo * MINUTE_MS + instance * 7000;
        const sample = { ...fine, at, ...change };
        const status = worstLevel(judgeSample(sample, app.app.get(CacheHealthService).thresholds));
        rows.push({ at, instance: FLEET[instance], status, sample });
      }
    }
    await app.database.query(
      `INSERT INTO cache_samples SELECT to_timestamp(at / 1000), instance, status, sample
       FROM jsonb_to_recordset($1) AS r(at float8, instance uuid, status text, sample jsonb)`,
      [JSON.stringify(rows)],
    );
  };
  const fine: Omit<CacheSample, 'at'> = {
    mode: 'redis',
    switchedOff: false,
    available: true,
    responseTimeMs: { p50: 1, p95: 2 },
    usedMemoryBytes: 100_000_000,
    maxMemoryBytes: GIB,
    hitRate: 0.9,
    requests: 100,
    connectedClients: 8,
    expires: true,
  };

  it('add up the fleet, weigh its hit rates, and count the one Redis once', async () => {
    await write(2, 3, (_, instance) =>
      instance === 0
        ? {}
        : { requests: 300, hitRate: 0.7, responseTimeMs: { p50: 1, p95: 9 }, connectedClients: 9 },
    );
    const { samples, summary } = await trends.trends(1);
    expect(samples).toHaveLength(3);
    expect(samples[0]).toEqual({
      at: new Date(NOW - 3 * MINUTE_MS).toISOString(),
      status: 'healthy',
      requests: 400,
      databaseReadsSaved: null,
      hitRate: 0.75,
      responseTimeMs: 9,
      usedMemoryBytes: 100_000_000,
      connectedClients: 9,
    });
    expect(summary.requests).toMatchObject({ first: 400, last: 400, direction: 'steady' });
    expect(summary.availability).toMatchObject({ min: 1, max: 1 });
  });

  it('tell an hour in which one of two instances was bad as one interval', async () => {
    await write(2, 180, (minutesAgo, instance) =>
      instance === 1 && minutesAgo > 60 && minutesAgo <= 120 ? { responseTimeMs: { p50: 90, p95: 400 } } : {},
    );
    const interval = {
      metric: 'responseTimeMs',
      from: new Date(NOW - 120 * MINUTE_MS).toISOString(),
      to: new Date(NOW - 60 * MINUTE_MS).toISOString(),
    };
    expect((await trends.trends(4)).degradations).toEqual([expect.objectContaining(interval)]);
    expect((await trends.trends(168)).degradations).toEqual([expect.objectContaining(interval)]);
  });

  it('name a degradation as the summary does', async () => {
    const bad = {
      available: false,
      responseTimeMs: { p50: 1, p95: 999 },
      usedMemoryBytes: GIB,
      hitRate: 0.1,
    };
    await write(1, 1, () => ({ ...bad, connectedClients: 101, expires: false }));
    const { summary, degradations } = await trends.trends(1);
    expect(degradations).toHaveLength(6);
    expect(Object.keys(summary)).toEqual(expect.arrayContaining(degradations.map(({ metric }) => metric)));
  });

  it('have no part of an instance that was switched off, and know when nothing was measured', async () => {
    await write(2, 2, (_, instance) =>
      instance === 0
        ? {}
        : { switchedOff: true, available: false, mode: 'off', hitRate: null, responseTimeMs: null },
    );
    const { samples, degradations } = await trends.trends(1);
    expect(degradations).toEqual([]);
    expect(samples[0]).toMatchObject({ hitRate: 0.9, responseTimeMs: 2 });
    await app.database.query('TRUNCATE cache_samples');
    const { summary, ...none } = await trends.trends(1);
    expect(none).toEqual({ hours: 1, samples: [], degradations: [] });
    expect(new Set(Object.values(summary))).toEqual(new Set([null]));
  });

  it('end no degradation in the future, and say that it goes on', async () => {
    await write(1, 3, () => ({ hitRate: 0.383_838, requests: 1311.3333 }));
    // A sample of the minute that is not over.
    const sample = { ...fine, at: NOW, hitRate: 0.38, requests: 1311 };
    await app.database.query(`INSERT INTO cache_samples VALUES (to_timestamp($1), $2, 'warning', $3)`, [
      NOW / 1000,
      FLEET[0],
      JSON.stringify(sample),
    ]);
    for (const hours of [1, 168]) {
      const { degradations, summary, samples } = await trends.trends(hours);
      expect(degradations).toEqual([
        {
          metric: 'hitRate',
          from: new Date(NOW - 3 * MINUTE_MS).toISOString(),
          to: new Date(NOW).toISOString(),
          isOngoing: true,
          message: expect.stringMatching(/^38\.\d % of about 1311 reads a minute were hits$/),
        },
      ]);
      expect(samples.at(-1)?.status).toBe('warning');
      expect(String(summary.hitRate?.first)).toMatch(/^0\.38\d{0,2}$/);
    }
    await app.database.query('TRUNCATE cache_samples');
    await write(1, 60, (minutesAgo) => (minutesAgo > 30 ? { available: false } : {}));
    expect((await trends.trends(1)).degradations).toEqual([expect.objectContaining({ isOngoing: false })]);
  });

  it('know no direction and no state where nothing was measured', async () => {
    const nothing = {
      responseTimeMs: null,
      usedMemoryBytes: null,
      hitRate: null,
      connectedClients: null,
      expires: null,
    };
    await write(1, 1, () => ({ ...nothing, switchedOff: true, available: false, mode: 'off' }));
    await app.database.query(`UPDATE cache_samples SET status = 'unknown'`);
    const { samples, summary } = await trends.trends(1);
    expect(samples[0]).toMatchObject({ status: 'unknown', hitRate: null, responseTimeMs: null });
    expect(summary.requests?.direction).toBe('unknown');
  });

  it('of a week of five instances are small', async () => {
    await write(5, 168 * 60, (minutesAgo, instance) => ({
      usedMemoryBytes: 100_000_000 + minutesAgo,
      responseTimeMs: { p50: 1, p95: (minutesAgo + instance) % 7 === 0 ? 500 : 2 },
      hitRate: 0.9 - (minutesAgo % 2) / 100,
    }));
    const answer = await trends.trends(168);
    expect(answer.samples.length).toBeLessThanOrEqual(700);
    expect(answer.samples.length).toBeGreaterThan(300);
    expect(JSON.stringify(answer).length).toBeLessThan(200_000);
    expect(answer.summary.requests).toMatchObject({ max: 500 });
  });

  it('foretell when memory is full, and nothing from two samples', async () => {
    await write(1, 2, (minutesAgo) => ({ usedMemoryBytes: 100_000_000 - minutesAgo * 1e7 }));
    expect(await trends.memoryOutlook(100_000_000, GIB)).toEqual({ fullAt: null, outlook: 'unknown' });
    await app.database.query('TRUNCATE cache_samples');
    await write(1, 120, (minutesAgo) => ({ usedMemoryBytes: 100_000_000 - minutesAgo * 500_000 }));
    // Half a megabyte a minute.
    expect(await trends.memoryOutlook(100_000_000, 130_000_000)).toEqual({
      fullAt: new Date(NOW + HOUR_MS).toISOString(),
      outlook: 'filling',
    });
    await app.database.query('TRUNCATE cache_samples');
    await write(1, 120);
    expect(await trends.memoryOutlook(100_000_000, GIB)).toEqual({ fullAt: null, outlook: 'steady' });
  });

  it('outlive a restart, and are pruned after thirty days', async () => {
    await write(1, 2);
    await app.database.query(
      `INSERT INTO cache_samples VALUES (now() - interval '31 days', '${FLEET[1]}', 'healthy', '{}')`,
    );
    const again = await startApp({}, app.database);
    await until(
      async () =>
        (await app.database.query(`SELECT FROM cache_samples WHERE at < now() - interval '30 days'`))
          .length === 0,
    );
    const [{ oldest } = { oldest: 0 }] = await app.database.query<{ oldest: number }>(
      'SELECT extract(day FROM now() - min(at))::int AS oldest FROM cache_samples',
    );
    expect(oldest).toBe(0);
    expect((await again.app.get(TrendsService).trends(24)).samples.length).toBeGreaterThanOrEqual(2);
    await again.close();
  });

  it('of 50 instances are made of the samples of some minutes, and of every bad one', async () => {
    await app.database.query(
      `INSERT INTO cache_samples
       SELECT to_timestamp($1::float8 / 1000) - make_interval(mins => minute), gen_random_uuid(),
         CASE WHEN minute = 701 AND instance = 7 THEN 'critical' ELSE 'healthy' END, $2
       FROM generate_series(1, 1439) AS minute, generate_series(1, 50) AS instance`,
      [NOW, JSON.stringify({ ...fine, requests: 4, regions: [{ name: 'slots', reads: 4, hits: 3 }] })],
    );
    await app.database.query('VACUUM ANALYZE cache_samples');
    const query = jest.spyOn(app.app.get(Database), 'query');
    const { samples } = await trends.trends(24);
    const { items } = await trends.regions(24);
    const sent = query.mock.calls.filter(([sql]) => sql.includes('cache_samples') && !sql.includes('INSERT'));
    query.mockRestore();
    expect(samples.every(({ requests }) => requests === 200)).toBe(true);
    expect(samples.filter(({ status }) => status === 'critical')).toHaveLength(1);
    // Whole spans are of three minutes, of which one is read.
    const whole = items[0]?.samples.slice(1, -1).map(({ reads, hits }) => ({ reads, hits }));
    expect(new Set(whole?.map((span) => JSON.stringify(span)))).toEqual(
      new Set([JSON.stringify({ reads: 600, hits: 450 })]),
    );
    expect(sent).toHaveLength(2);
    // All are counted, and a third of them is read.
    for (const [sql, values] of sent) expect(await rowsRead(sql, values ?? [])).toBeLessThan(100_000);
  });

  /** How many samples a statement takes from the table. */
  async function rowsRead(sql: string, values: readonly unknown[]): Promise<number> {
    const [row] = await app.database.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${sql}`, [...values]);
    const ofNode = (node: PlanNode): number => {
      const isRead = node['Relation Name'] === 'cache_samples' && node['Node Type'] !== 'Index Only Scan';
      const own = isRead
        ? node['Actual Loops'] * (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0))
        : 0;
      return own + (node.Plans ?? []).reduce((sum, child) => sum + ofNode(child), 0);
    };
    return ofNode((row!['QUERY PLAN'] as [{ Plan: PlanNode }])[0].Plan);
  }

  it('have one sample of each minute, with the reads of that minute', async () => {
    const sampler = app.app.get(MetricsSampler);
    const totals = jest.spyOn(sampler, 'totals', 'get');
    const regions = jest.spyOn(sampler, 'regionTotals', 'get');
    const log = new SampleLog(
      ...(['database', 'sampler', 'health', 'instance'].map((name) =>
        Reflect.get(app.app.get(SampleLog), name),
      ) as ConstructorParameters<typeof SampleLog>),
    );
    log.onModuleInit();
    const listeners = Reflect.get(sampler, 'listeners') as ((sample: CacheSample) => void)[];
    const tell = (at: number, requests: number) => {
      totals.mockReturnValue({ requests, hits: 0, saved: requests / 5 });
      regions.mockReturnValue(new Map([['available slots', { reads: requests, hits: requests / 5 }]]));
      listeners.at(-1)?.({ ...fine, at });
    };
    tell(NOW + 1000, 10);
    tell(NOW + 59_000, 20);
    tell(NOW + MINUTE_MS, 35);
    totals.mockRestore();
    regions.mockRestore();
    await until(async () => (await app.database.query('SELECT FROM cache_samples')).length === 2);
    const spans = await log.since(NOW, MINUTE_MS);
    expect(
      spans.map(({ at, requests, databaseReadsSaved }) => [at - NOW, requests, databaseReadsSaved]),
    ).toEqual([
      [0, 10, 2],
      [MINUTE_MS, 25, 5],
    ]);
    const id = app.app.get(InstanceId).value;
    const { items } = await trends.regions(1, id);
    expect(items).toEqual([
      {
        name: 'available slots',
        samples: [
          { at: new Date(NOW).toISOString(), reads: 10, hits: 2 },
          { at: new Date(NOW + MINUTE_MS).toISOString(), reads: 25, hits: 5 },
        ],
      },
    ]);
    expect((await trends.trends(1, id)).samples).toHaveLength(2);
    expect((await trends.trends(1, FLEET[0])).samples).toEqual([]);
  });
});
