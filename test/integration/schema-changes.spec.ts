import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

/** S2: changes past the application show in reads after at most this time. */
const BOUND_MS = 2000;

const week = (opens: number, closes: number) =>
  JSON.stringify(Array.from({ length: 7 }, () => [[opens, closes]]));
const BEFORE = week(540, 1020);
const AFTER = week(600, 1200);
const triggersOf = (table: string) =>
  `CREATE TRIGGER ${table}_outbox AFTER INSERT OR UPDATE OR DELETE ON ${table}
     FOR EACH ROW EXECUTE FUNCTION write_outbox();
   CREATE TRIGGER ${table}_outbox_truncate AFTER TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION write_outbox();`;

describe('changes of the schema that fire no trigger', () => {
  let redis: RedisServer;
  let app: TestApp;

  const read = async () => {
    const { body, headers } = await app.get<{ weekly: { windows: { start: string }[] }[] }>(
      'settings/business-hours?locationId=1',
    );
    return {
      opens: body.weekly[0]?.windows[0]?.start,
      isHit: headers.get('cache-status')?.includes('hit') === true,
    };
  };
  const becomes = async (opens: string) =>
    until(async () => (await read()).opens === opens, BOUND_MS, `reads show ${opens}`);
  const isCached = async () => until(async () => (await read()).isHit);

  beforeEach(async () => {
    redis = await startRedis();
    app = await startApp({ REDIS_URL: redis.url });
    await createShop(app.database);
    await app.database.query('INSERT INTO business_hours (location_id, weekly) VALUES (1, $1)', [BEFORE]);
    await becomes('09:00');
    // Else the outbox row of this INSERT would be what the tests see.
    await until(async () => (await pendingRows()) === 0);
    await isCached();
  });

  afterEach(async () => {
    await app.close();
    await redis.stop();
  });

  it('ALTER TABLE … TYPE … USING', async () => {
    await app.database.query(`ALTER TABLE business_hours ALTER weekly TYPE jsonb USING '${AFTER}'::jsonb`);
    await becomes('10:00');
    await isCached();
  });

  it('disabled triggers, a change, and triggers enabled again, which also makes them ALWAYS once more', async () => {
    await app.database.query('ALTER TABLE business_hours DISABLE TRIGGER ALL');
    await app.database.query('UPDATE business_hours SET weekly = $1', [AFTER]);
    await app.database.query('ALTER TABLE business_hours ENABLE TRIGGER ALL');
    await becomes('10:00');
    await isCached();
    // A replication role passes ordinary triggers by.
    await app.database.query(
      `BEGIN; SET LOCAL session_replication_role = replica; UPDATE business_hours SET weekly = '${BEFORE}'; COMMIT`,
    );
    await becomes('09:00');
    await isCached();
  });

  it('triggers that stay disabled are enabled', async () => {
    await app.database.query('ALTER TABLE business_hours DISABLE TRIGGER ALL');
    await until(async () => (await enabledTriggers()) === 2);
    await app.database.query('UPDATE business_hours SET weekly = $1', [AFTER]);
    await becomes('10:00');
    await isCached();
  });

  it('disable, change and enable in one transaction', async () => {
    await app.database.query(
      `BEGIN; ALTER TABLE business_hours DISABLE TRIGGER ALL; UPDATE business_hours SET weekly = '${AFTER}';
       ALTER TABLE business_hours ENABLE ALWAYS TRIGGER business_hours_outbox;
       ALTER TABLE business_hours ENABLE ALWAYS TRIGGER business_hours_outbox_truncate; COMMIT`,
    );
    await becomes('10:00');
    await isCached();
  });

  it('a column that is dropped and added again with a default, which rewrites nothing', async () => {
    await app.database.query(
      `ALTER TABLE business_hours DROP COLUMN weekly, ADD COLUMN weekly jsonb NOT NULL DEFAULT '${AFTER}'`,
    );
    await becomes('10:00');
    await isCached();
  });

  it('a column that takes the name of another one, filled before', async () => {
    await app.database.query(`ALTER TABLE business_hours ADD COLUMN new_weekly jsonb DEFAULT '${AFTER}'`);
    await until(async () => (await pendingRows()) === 0);
    await isCached();
    await app.database.query(
      `BEGIN; ALTER TABLE business_hours RENAME weekly TO old_weekly;
       ALTER TABLE business_hours RENAME new_weekly TO weekly; COMMIT`,
    );
    await becomes('10:00');
    await isCached();
  });

  it('the function of the triggers does nothing during a change', async () => {
    const [current] = await app.database.query<{ definition: string }>(
      `SELECT pg_get_functiondef('write_outbox'::regproc) AS definition`,
    );
    await app.database.query(
      `BEGIN; CREATE OR REPLACE FUNCTION write_outbox() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
       UPDATE business_hours SET weekly = '${AFTER}'; ${current?.definition}; COMMIT`,
    );
    await becomes('10:00');
    await isCached();
  });

  it('the function of the triggers stays without effect: reads are not cached until it is restored', async () => {
    const [current] = await app.database.query<{ definition: string }>(
      `SELECT pg_get_functiondef('write_outbox'::regproc) AS definition`,
    );
    await app.database.query(
      `CREATE OR REPLACE FUNCTION write_outbox() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    );
    await until(async () => !(await read()).isHit);
    await app.database.query(`UPDATE business_hours SET weekly = '${AFTER}'`);
    await becomes('10:00');
    expect((await read()).isHit).toBe(false);
    await app.database.query(current?.definition ?? '');
    await isCached();
    expect((await read()).opens).toBe('10:00');
  });

  it('a change whose outbox rows are deleted before they are published', async () => {
    await app.database.query(
      `BEGIN; UPDATE business_hours SET weekly = '${AFTER}'; DELETE FROM outbox WHERE done_at IS NULL; COMMIT`,
    );
    await becomes('10:00');
    await isCached();
  });

  it('rows in a table that inherits: reads are not cached until it has triggers of its own', async () => {
    await app.database.query(
      `BEGIN; CREATE TABLE part () INHERITS (business_hours);
       WITH moved AS (DELETE FROM ONLY business_hours RETURNING *) INSERT INTO part SELECT * FROM moved; COMMIT`,
    );
    await until(async () => !(await read()).isHit);
    await app.database.query('UPDATE part SET weekly = $1', [AFTER]);
    await becomes('10:00');
    expect((await read()).isHit).toBe(false);
    await app.database.query(triggersOf('part'));
    await isCached();
    await app.database.query('UPDATE part SET weekly = $1', [BEFORE]);
    await becomes('09:00');
    await isCached();
    await app.database.query(
      `ALTER TABLE part NO INHERIT business_hours; INSERT INTO business_hours VALUES (1, '${AFTER}')`,
    );
    await becomes('10:00');
  });

  it('a table that is swapped for another: reads are not cached until it has its triggers', async () => {
    await app.database.query(
      `BEGIN; CREATE TABLE other (LIKE business_hours INCLUDING ALL); INSERT INTO other VALUES (1, '${AFTER}');
       ALTER TABLE business_hours RENAME TO former; ALTER TABLE other RENAME TO business_hours; COMMIT`,
    );
    await becomes('10:00');
    await app.database.query('UPDATE business_hours SET weekly = $1', [BEFORE]);
    await becomes('09:00');
    expect((await read()).isHit).toBe(false);
    await app.database.query(triggersOf('business_hours'));
    await isCached();
    expect((await read()).opens).toBe('09:00');
  });

  const pendingRows = async () =>
    (await app.database.query('SELECT FROM outbox WHERE done_at IS NULL')).length;
  const enabledTriggers = async () => {
    const [row] = await app.database.query<{ count: number }>(
      `SELECT count(*)::int FROM pg_trigger
       WHERE tgrelid = 'business_hours'::regclass AND tgenabled = 'A' AND tgname LIKE '%outbox%'`,
    );
    return row?.count;
  };
});
