import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { ReservedDatabase } from '../../src/database/reserved.database.js';
import { Outbox } from '../../src/events/outbox.js';
import { OutboxQueue } from '../../src/events/outbox.queue.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openEvents, type TestEvents } from '../support/events.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { until } from '../support/until.js';

/** A transaction writes at most so many row images. */
const MOST_IMAGES = 5000;
/** What a unit of work leaves behind that died between COMMIT and FORGET. */
const AS_DEAD_WRITER = `SELECT set_config('bookedbarber.unit_of_work', 'on', true)`;
const RENAME = `UPDATE services SET name = name || '.'`;
const timesOff = (count: number) => `
  INSERT INTO barber_time_off (barber_id, starts_at, ends_at)
  SELECT 1, timestamptz '2027-05-01' + n * interval '1 hour', timestamptz '2027-05-01' + (n + 1) * interval '1 hour'
  FROM generate_series(1, ${count}) AS n`;

/** Bulk changes and dead rows (rule 25). */
describe('the outbox', () => {
  let redis: RedisServer;
  let shop: TestDatabase;
  const opened: { close(): Promise<void> }[] = [];

  const open = async (): Promise<TestEvents> => {
    const app = await openEvents(shop, { REDIS_URL: redis.url });
    opened.unshift(app);
    await until(async () => app.cache.available && (await pending()) === 0, 10_000, 'quiet');
    return app;
  };
  /** A connection for transactions of several steps. */
  const connect = async () => {
    const client = new pg.Client({ connectionString: shop.url });
    await client.connect();
    opened.unshift({ close: () => client.end() });
    return client;
  };
  const count = async (rows: string) =>
    Number((await shop.query<{ count: number }>(`SELECT count(*)::int FROM ${rows}`))[0]?.count);
  const pending = () => count('outbox WHERE done_at IS NULL');
  const operations = () =>
    shop.query('SELECT operation, count(*)::int FROM outbox GROUP BY operation ORDER BY operation');

  beforeEach(async () => {
    redis = await startRedis();
    shop = await createTestDatabase();
    await insertShop(shop);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    for (const each of opened.splice(0)) await each.close();
    await shop.drop();
    await redis.stop();
  });

  describe('of a transaction that changes many rows', () => {
    beforeEach(() => shop.query('DELETE FROM outbox'));

    it('gets the first rows, and one row that stands for all others', async () => {
      await shop.query(
        `BEGIN; ${timesOff(4999)}; ${timesOff(2000)}; UPDATE barbers SET name = 'New'; COMMIT`,
      );
      expect(await operations()).toEqual([
        { operation: 'BULK', count: 1 },
        { operation: 'INSERT', count: MOST_IMAGES },
      ]);
      await shop.query(RENAME);
      expect(await count(`outbox WHERE relation = 'services' AND after IS NOT NULL`)).toBe(1);
    });

    it('counts by savepoints: what was rolled back does not count', async () => {
      await shop.query(`
        BEGIN; SAVEPOINT one; ${timesOff(MOST_IMAGES + 100)}; ROLLBACK TO one; ${RENAME}; COMMIT`);
      expect(await operations()).toEqual([{ operation: 'UPDATE', count: 1 }]);
      await shop.query(`
        BEGIN; SAVEPOINT one; ${timesOff(MOST_IMAGES)}; RELEASE one; SAVEPOINT two; ${RENAME}; ROLLBACK TO two; ${RENAME}; COMMIT`);
      expect(await operations()).toEqual([
        { operation: 'BULK', count: 1 },
        { operation: 'INSERT', count: MOST_IMAGES },
        { operation: 'UPDATE', count: 1 },
      ]);
    });

    it('is not fooled by what another transaction of the session has counted', async () => {
      const client = await connect();
      await client.query(`SELECT set_config('bookedbarber.outbox_rows', '4711 5001', false)`);
      await client.query(RENAME);
      expect(await operations()).toEqual([{ operation: 'UPDATE', count: 1 }]);
    });
  });

  it('bulk change: a new generation covers all its rows at once, which are marked afterwards', async () => {
    const [first, second] = [await open(), await open()];
    const { generation } = first.cache;
    await shop.query(timesOff(MOST_IMAGES + 1000));
    await until(
      () => first.cache.generation !== generation && second.cache.generation === first.cache.generation,
    );
    await until(async () => (await count('outbox_unpublished()')) === 0);
    await until(() => first.cache.available && second.cache.available);
    await until(async () => (await pending()) === 0);
  });

  it('many rows: none is read or marked before the cache is used again, by a new instance neither', async () => {
    await shop.query(`
      INSERT INTO outbox (relation, operation, after)
      SELECT 'services', 'UPDATE', '{"id": 1}' FROM generate_series(1, 8000)`);
    // A lock on every row: a relay that marks or takes them has to wait for them or to skip them.
    const holder = await connect();
    await holder.query('BEGIN; SELECT FROM outbox FOR UPDATE');
    const app = await openEvents(shop, { REDIS_URL: redis.url });
    opened.unshift(app);
    await until(async () => (await count('outbox_unpublished()')) === 0, 10_000, 'covered');
    await until(() => app.cache.available && app.metrics.pending === 0);
    expect(await pending()).toBeGreaterThanOrEqual(8000);
    await holder.query('ROLLBACK');
    const next = await openEvents(shop, { REDIS_URL: redis.url });
    opened.unshift(next);
    await until(async () => (await pending()) === 0, 10_000, 'the rows are marked');
  });

  it('a row that was not committed when the watermark passed it is published after its COMMIT', async () => {
    const app = await open();
    const slow = await connect();
    await slow.query(`BEGIN; ${AS_DEAD_WRITER}; ${RENAME}`);
    await passWatermark();
    const client = redis.client();
    await client.set('bb:{chain}:tag:everybody', 'x');
    await slow.query('COMMIT');
    await until(async () => (await client.exists('bb:{chain}:tag:everybody')) === 0);
    await until(async () => (await pending()) === 0);
    expect(app.metrics.events).toBeGreaterThan(0);
  });

  it('a row that is pending stops the watermark', async () => {
    await open();
    const frozen = await connect();
    await frozen.query(`
      BEGIN; ${AS_DEAD_WRITER}; ${RENAME}; COMMIT; BEGIN; SELECT FROM outbox WHERE done_at IS NULL FOR UPDATE`);
    await fill(300);
    const polls = jest.spyOn(OutboxQueue.prototype, 'state');
    await until(() => polls.mock.calls.length >= 4);
    expect(await count('outbox_unpublished()')).toBe(1);
    await frozen.query('ROLLBACK');
    await until(async () => (await pending()) === 0);
  });

  it('dead rows under an open snapshot are not visited', async () => {
    await open();
    const report = await connect();
    await report.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM outbox');
    const session = await connect();
    const before = await buffers(session, 'outbox_unpublished()');
    await fill(4000);
    await passWatermark();
    await until(async () => (await buffers(session, 'outbox_unpublished()')) <= before + 10);
    // Without the watermark all of them are visited, at least a page for a hundred of them.
    expect(await buffers(session, 'outbox WHERE done_at IS NULL')).toBeGreaterThan(before + 40);
  });

  it('a plan that is made while the outbox is empty marks rows by their ids', async () => {
    const app = await open();
    const reserved = app.get(ReservedDatabase);
    const sent = jest.spyOn(reserved, 'prepared');
    const rows = [{ id: 1 }];
    await app.get(Outbox).markDone(rows);
    const [text = ''] = sent.mock.lastCall ?? [];
    await shop.query('TRUNCATE outbox; ANALYZE outbox');
    const plan = JSON.stringify(
      await reserved.query(`EXPLAIN (FORMAT JSON) ${text}`, [rows.map(({ id }) => id)]),
    );
    expect(plan).not.toContain('Seq Scan');
    const indexes = new Set([...plan.matchAll(/"Index Name":"(\w+)"/g)].map(([, name]) => name));
    expect([...indexes]).toEqual(['outbox_pkey']);
    // A table without an index, as that of the generation, is read at a cost for which PostgreSQL would compile each statement.
    expect(await reserved.query('SHOW jit')).toEqual([{ jit: 'off' }]);
  });

  it('a watermark of another cluster does not count', async () => {
    await shop.query(`INSERT INTO outbox_watermarks (snapshot, cluster) VALUES ('900000000:900000000:', 1)`);
    expect(await count('outbox_unpublished()')).toBe(await pending());
    await open();
    expect(await count('outbox_unpublished()')).toBe(0);
  });

  /** Rows that their writers have published, a hundred in each transaction. */
  async function fill(rows: number): Promise<void> {
    for (let written = 0; written < rows; written += 100) {
      await shop.query(`
        INSERT INTO outbox (relation, operation, after, handed_over)
        SELECT 'services', 'UPDATE', '{"id": 1}', false FROM generate_series(1, 100)`);
      await shop.query(
        'UPDATE outbox SET done_at = clock_timestamp() WHERE done_at IS NULL AND xmin = (SELECT max(xmin::text::bigint)::text::xid FROM outbox WHERE done_at IS NULL)',
      );
    }
  }

  async function passWatermark(): Promise<void> {
    const last = async () =>
      (await shop.query<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM outbox_watermarks'))[0]?.id ??
      0;
    const before = await last();
    await fill(300);
    await until(async () => (await last()) > before);
  }

  /** How many pages a statement visits when its session has planned it before. */
  async function buffers(session: pg.Client, rows: string): Promise<number> {
    const explain = `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) SELECT count(*) FROM ${rows}`;
    await session.query(explain);
    const { rows: lines } = await session.query<{ 'QUERY PLAN': string }>(explain);
    const [, hit = '0', read = '0'] =
      lines
        .map((line) => /Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(line['QUERY PLAN']))
        .find((found) => found !== null) ?? [];
    return Number(hit) + Number(read);
  }
});
