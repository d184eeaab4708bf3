import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { userTimezoneRegion } from '../../src/auth/account/user-timezone.cache.js';
import { DatabaseUnavailable } from '../../src/database/database.errors.js';
import { DomainEventPublisher } from '../../src/events/domain-event.publisher.js';
import { Outbox } from '../../src/events/outbox.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openEvents, type TestEvents } from '../support/events.js';
import { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { until } from '../support/until.js';

const LEASE_MS = 25;
const HOURS = `INSERT INTO business_hours (location_id, weekly) VALUES (1, '[[],[],[],[],[],[],[]]')
  ON CONFLICT (location_id) DO UPDATE
  SET weekly = CASE business_hours.weekly->>0 WHEN '[]' THEN '[[[0,60]],[],[],[],[],[],[]]' ELSE EXCLUDED.weekly END`;

describe('a unit of work', () => {
  let redis: RedisServer;
  let shop: TestDatabase;
  let app: TestEvents;
  let unit: TestEvents['unit'];
  let database: TestEvents['database'];
  let cache: TestEvents['cache'];
  let metrics: TestEvents['metrics'];

  const pending = () => shop.query('SELECT * FROM outbox WHERE done_at IS NULL');
  const quiet = () => until(async () => cache.available && (await pending()).length === 0);

  beforeAll(async () => {
    redis = await startRedis();
    shop = await createTestDatabase();
    app = await openEvents(shop, { REDIS_URL: redis.url });
    ({ unit, database, cache, metrics } = app);
    await insertShop(shop);
    await quiet();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  afterAll(async () => {
    await app.close();
    await shop.drop();
    await redis.stop();
  });

  it('has forgotten what it changed, in every shard, one lease before it resolves', async () => {
    const tokens = ['loc:1', 'barber:1'].map((shard) => `bb:{${shard}}:tag:rules`);
    const bystander = 'bb:{loc:1}:tag:settings';
    const client = redis.client();
    await client.mset(...[...tokens, bystander].flatMap((key) => [key, 'x']));
    let repliedAt = 0;
    const forget = cache.forget.bind(cache);
    jest.spyOn(cache, 'forget').mockImplementation(async (tags) => {
      const forgotten = await forget(tags);
      repliedAt = performance.now();
      return forgotten;
    });
    await unit.run(() => database.query(HOURS));
    expect(performance.now() - repliedAt).toBeGreaterThan(LEASE_MS);
    expect(await client.exists(...tokens)).toBe(0);
    expect(await client.exists(bystander)).toBe(1);
    expect(await pending()).toEqual([]);
    expect(await shop.query('SELECT handed_over FROM outbox ORDER BY id DESC LIMIT 1')).toEqual([
      { handed_over: false },
    ]);
  });

  it('forgets all its changes at once', async () => {
    const forget = jest.spyOn(cache, 'forget');
    await unit.run(async () => {
      await database.query(HOURS);
      await database.query(`UPDATE services SET name = name || '.'`);
      await database.query(`UPDATE users SET timezone = 'Europe/Rome'`);
    });
    expect(forget).toHaveBeenCalledTimes(1);
    expect(forget.mock.calls[0]?.[0]).toEqual(
      expect.arrayContaining([
        { shard: 'loc:1', tag: 'hours' },
        { shard: 'barber:1', tag: 'rules' },
        { shard: 'user:1', tag: 'timezone' },
      ]),
    );
  });

  it('sees its own changes, past the cache', async () => {
    let loads = 0;
    const read = () =>
      cache.getOrLoad(userTimezoneRegion, [1], async () => {
        loads++;
        return database.query<{ timezone: string }>('SELECT timezone FROM users WHERE id = 1');
      });
    await read();
    await unit.run(async () => {
      await read();
      await database.query(`UPDATE users SET timezone = 'Europe/Oslo'`);
      expect(await read()).toEqual([{ timezone: 'Europe/Oslo' }]);
    });
    expect(loads).toBe(3);
    expect(await read()).toEqual([{ timezone: 'Europe/Oslo' }]);
  });

  it('that changed nothing is acknowledged a lease later all the same: it may repeat what another has just published', async () => {
    const wait = jest.spyOn(cache, 'awaitLease');
    await unit.run(() => database.query('UPDATE services SET name = name'));
    expect(wait).toHaveBeenCalled();
  });

  it('is acknowledged though a relay is at its rows, and others have taken every connection of the pool', async () => {
    const small = await openEvents(shop, { REDIS_URL: redis.url, DATABASE_POOL_SIZE: '2' });
    const relay = new pg.Client({ connectionString: shop.url });
    await relay.connect();
    const [publishing, busy] = [new Gate(), new Gate()];
    const publisher = small.get(DomainEventPublisher);
    const publish = publisher.publish.bind(publisher);
    jest.spyOn(publisher, 'publish').mockImplementationOnce(async (events) => {
      await publishing.pass();
      return publish(events);
    });
    try {
      await until(() => small.cache.available);
      const written = small.unit.run(() => small.database.query(HOURS));
      await publishing.reached;
      await relay.query('BEGIN; SELECT FROM outbox WHERE done_at IS NULL FOR UPDATE');
      const others = [1, 2].map(() => small.database.transaction(() => busy.pass()));
      await busy.reached;
      const markDone = jest.spyOn(small.get(Outbox), 'markDone');
      publishing.open();
      await written;
      // Not even its statement waited for the lock until it was cancelled.
      expect(await markDone.mock.results[0]?.value).toBeUndefined();
      busy.open();
      await Promise.all(others);
    } finally {
      busy.open();
      await relay.query('ROLLBACK');
      await relay.end();
      await small.close();
      await quiet();
    }
  });

  it('publishes nothing of an attempt that failed', async () => {
    const before = metrics.events;
    let attempts = 0;
    await unit.run(async () => {
      await database.query(`UPDATE services SET name = 'attempt ${++attempts}'`);
      if (attempts === 1) await database.query(`DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`);
    });
    expect(attempts).toBe(2);
    expect(metrics.events - before).toBe(1);

    const failing = unit.run(async () => {
      await database.query(HOURS);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(metrics.events - before).toBe(1);
  });

  it('is part of the enclosing one, and refuses a transaction outside a unit of work', async () => {
    const forget = jest.spyOn(cache, 'forget');
    await unit.run(async () => {
      await unit.run(() => database.query(HOURS));
      expect(forget).not.toHaveBeenCalled();
    });
    expect(forget).toHaveBeenCalledTimes(1);
    await expect(database.transaction(() => unit.run(async () => undefined))).rejects.toThrow(
      /inside another transaction/,
    );
  });

  it('publishes an appointment again for an idempotent replay, and its earlier changes if they are not published yet', async () => {
    // The first writer died between COMMIT and FORGET, and another one has moved the appointment since.
    await shop.query(`
      BEGIN; SELECT set_config('bookedbarber.unit_of_work', 'on', true);
      UPDATE appointments SET starts_at = starts_at + interval '9 days', ends_at = ends_at + interval '9 days',
        blocked_from = blocked_from + interval '9 days', blocked_until = blocked_until + interval '9 days'; COMMIT`);
    const forget = jest.spyOn(cache, 'forget');
    await unit.run(() => database.query('SELECT republish_appointment(1)'));
    const tags = forget.mock.calls[0]?.[0] ?? [];
    for (const day of ['2027-03-15', '2027-03-24']) {
      expect(tags).toContainEqual({ shard: 'loc:1', tag: `anybody:${day}` });
    }
    await quiet();
  });

  it('whose connection dies at COMMIT is distinguished from one that succeeded', async () => {
    await shop.query(`
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER die AFTER UPDATE ON services DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION die()`);
    const dying = unit.run(() => database.query(`UPDATE services SET name = 'never'`));
    await expect(dying).rejects.toThrow(DatabaseUnavailable);
    await shop.query('DROP TRIGGER die ON services; DROP FUNCTION die');
    await unit.run(() => database.query(`UPDATE services SET name = 'again'`));
  });

  it('is acknowledged although Redis is gone; reads bypass the cache until its changes are forgotten', async () => {
    await redis.kill();
    await unit.run(() => database.query(HOURS));
    expect(cache.available).toBe(false);
    expect(await pending()).toMatchObject([{ relation: 'business_hours', handed_over: true }]);
    // The first has waited for other instances in vain.
    const wait = jest.spyOn(app.get(Outbox), 'allDone');
    await unit.run(() => database.query(HOURS));
    expect(wait).not.toHaveBeenCalled();
    await redis.restart();
    await until(() => cache.available);
    expect(await pending()).toEqual([]);
  });
});
