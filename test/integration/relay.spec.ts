import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { Outbox } from '../../src/events/outbox.js';
import { OutboxQueue } from '../../src/events/outbox.queue.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openEvents, type TestEvents } from '../support/events.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { until } from '../support/until.js';

/** What a unit of work leaves behind that died between COMMIT and FORGET. */
const asDeadWriter = (sql: string) => `
  BEGIN; SELECT set_config('bookedbarber.unit_of_work', 'on', true); ${sql}; COMMIT`;
const CHANGE = `UPDATE services SET name = name || '.'`;
const TOKEN = 'bb:{chain}:tag:everybody';

describe('the relay', () => {
  let redis: RedisServer;
  let shop: TestDatabase;
  const apps: TestEvents[] = [];

  const open = async () => {
    const app = await openEvents(shop, { REDIS_URL: redis.url });
    apps.push(app);
    return app;
  };
  const pending = async () =>
    (await shop.query<{ count: number }>('SELECT count(*)::int FROM outbox WHERE done_at IS NULL'))[0]?.count;
  const quiet = () =>
    until(async () => apps.every(({ cache }) => cache.available) && (await pending()) === 0, 10_000, 'quiet');

  beforeEach(async () => {
    redis = await startRedis();
    shop = await createTestDatabase();
    await insertShop(shop);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(apps.splice(0).map((app) => app.close()));
    await shop.drop();
    await redis.stop();
  });

  it('publishes rows of other writers as soon as it is notified, and counts them', async () => {
    const app = await open();
    await quiet();
    const client = redis.client();
    await client.set(TOKEN, 'x');
    const events = app.metrics.events;
    await shop.query(CHANGE);
    await until(async () => (await client.exists(TOKEN)) === 0);
    await quiet();
    expect(app.metrics.events - events).toBe(1);
    expect(app.metrics.lagMs.count).toBeGreaterThan(0);
    await until(() => app.metrics.pending === 0 && app.metrics.oldestPendingSeconds === 0);
  });

  it('takes over from a writer that died', async () => {
    await open();
    await quiet();
    const client = redis.client();
    await client.set(TOKEN, 'x');
    await shop.query(asDeadWriter(CHANGE));
    expect(await pending()).toBe(1);
    await until(async () => (await client.exists(TOKEN)) === 0);
    await quiet();
  });

  it('takes the rows of a slow writer before it suspends anybody for them', async () => {
    const queue = new OutboxQueue(
      async <Row>(sql: string, parameters: readonly unknown[] = []) =>
        (await shop.query(sql, [...parameters])) as Row[],
    );
    const seen = async (age: string) => {
      await shop.query(`UPDATE outbox SET done_at = now() WHERE done_at IS NULL; ${asDeadWriter(CHANGE)};
        UPDATE outbox SET created_at = now() - interval '${age}' WHERE done_at IS NULL`);
      const { stuckId } = await queue.state(['services'], 10);
      return { isStuck: stuckId > 0, taken: await queue.take(10, async () => {}) };
    };
    expect(await seen('10 ms')).toEqual({ isStuck: false, taken: 0 });
    expect(await seen('400 ms')).toEqual({ isStuck: false, taken: 1 });
    expect(await seen('900 ms')).toEqual({ isStuck: true, taken: 1 });
  });

  it('suspends at once when it is notified of a failed FORGET, although it sees no overdue row', async () => {
    const app = await open();
    await quiet();
    const suspend = jest.spyOn(app.cache, 'suspend');
    // What a unit of work says whose FORGET failed; its rows are too young to suspend anybody, here there are none.
    await app.get(Outbox).handOver([]);
    await until(() => suspend.mock.calls.length > 0);
    expect(suspend).toHaveBeenCalledWith('outbox');
    await quiet();
  });

  it('suspends for rows that another relay holds, until another relay has finished', async () => {
    const app = await open();
    await quiet();
    const frozen = new pg.Client({ connectionString: shop.url });
    await frozen.connect();
    await shop.query(asDeadWriter(CHANGE));
    await frozen.query('BEGIN; SELECT FROM outbox WHERE done_at IS NULL FOR UPDATE');
    await until(() => app.cache.suspended?.reasons.includes('outbox') ?? false);
    const resume = jest.spyOn(app.cache, 'resume');
    const polls = jest.spyOn(OutboxQueue.prototype, 'state');
    // A poll begins after the round before it has ended, whatever that one made of what it saw.
    await until(() => polls.mock.calls.length >= 2);
    expect(resume).not.toHaveBeenCalled();
    expect(await pending()).toBe(1);
    await frozen.end();
    await quiet();
  });

  it.each([
    'TRUNCATE appointments CASCADE',
    `INSERT INTO outbox (relation, operation, after) VALUES ('reviews', 'INSERT', '{}')`,
  ])('forgets everything, on every instance, at: %s', async (change) => {
    const [first, second] = [await open(), await open()];
    await quiet();
    const before = first.cache.generation;
    expect(second.cache.generation).toBe(before);
    await shop.query(change);
    await until(async () => (await pending()) === 0);
    await until(
      () => first.cache.generation !== before && second.cache.generation === first.cache.generation,
    );
    await quiet();
  });

  it('shares the rows with the relays of other instances', async () => {
    const both = [await open(), await open()];
    await quiet();
    const published = () => both.reduce((sum, { metrics }) => sum + metrics.events, 0);
    const before = published();
    const writers = Array.from({ length: 200 }, (_, hour) =>
      shop.query(
        `INSERT INTO barber_time_off (barber_id, starts_at, ends_at) SELECT 1, at, at + interval '1 hour'
         FROM (SELECT timestamptz '2027-05-01' + $1 * interval '1 hour') AS hours(at)`,
        [hour],
      ),
    );
    await Promise.all(writers);
    await quiet();
    expect(published() - before).toBe(200);
  });

  it('forgets as a whole what is too much to forget one by one', async () => {
    const app = await open();
    await quiet();
    const before = app.cache.generation;
    await shop.query(`
      INSERT INTO barber_time_off (barber_id, starts_at, ends_at)
      SELECT 1, timestamptz '2027-05-01' + n * interval '1 hour', timestamptz '2027-05-01' + (n + 1) * interval '1 hour'
      FROM generate_series(1, 6000) AS n`);
    await until(() => app.cache.generation !== before);
    await quiet();
  });

  it('publishes the last minute again when Redis has another history', async () => {
    const app = await open();
    await quiet();
    await app.unit.run(() => app.database.query(CHANGE));
    const events = app.metrics.events;
    await redis.kill();
    await redis.restart();
    await until(() => app.metrics.events > events);
    await quiet();
  });

  it('finds what it missed when its connection had died', async () => {
    await open();
    await quiet();
    const client = redis.client();
    await client.set(TOKEN, 'x');
    await shop.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'bookedbarber relay' AND datname = current_database()`);
    await shop.query(CHANGE);
    await until(async () => (await client.exists(TOKEN)) === 0);
    await quiet();
  });

  it('says why PostgreSQL refuses to show it the outbox, and when it no longer does', async () => {
    await open();
    await quiet();
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const said = (line: string) =>
      until(() => warned.mock.calls.some(([first]) => String(first).startsWith(line)));
    await shop.query('ALTER FUNCTION outbox_unpublished RENAME TO outbox_hidden');
    await said('The outbox cannot be read: function outbox_unpublished(');
    await shop.query('ALTER FUNCTION outbox_hidden RENAME TO outbox_unpublished');
    await said('The outbox can be read again');
  });

  it('says once that it invalidates the whole cache, however long PostgreSQL refuses that', async () => {
    await open();
    await quiet();
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const begins = jest.spyOn(OutboxQueue.prototype, 'beginGeneration');
    const refusal = Object.assign(new Error('permission denied for table outbox'), { code: '42501' });
    for (let time = 0; time < 3; time++) begins.mockRejectedValueOnce(refusal);
    await shop.query(`INSERT INTO outbox (relation, operation) VALUES ('nothing', 'UPDATE')`);
    await quiet();
    expect(begins.mock.calls.length).toBeGreaterThan(3);
    const said = warned.mock.calls.filter(([line]) =>
      String(line).startsWith('Invalidating the whole cache'),
    );
    expect(said).toHaveLength(1);
  });

  it('removes rows that were done long ago, and only those', async () => {
    await shop.query(`
      UPDATE outbox SET done_at = now() - interval '6 minutes';
      INSERT INTO outbox (relation, operation, after, done_at)
        VALUES ('services', 'INSERT', '{"id": 77}', now() - interval '4 minutes')`);
    await open();
    await until(async () => (await shop.query('SELECT FROM outbox')).length === 1);
    expect(await shop.query(`SELECT after->>'id' AS id FROM outbox`)).toEqual([{ id: '77' }]);
  });
});
