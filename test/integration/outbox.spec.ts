import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboxTranslation } from '../../src/events/outbox.translation.js';
import type { OutboxRow } from '../../src/events/outbox.row.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { BOOKING_DOMAINS } from '../support/events.js';
import { insertShop } from '../support/shop.js';

const EXEMPT = [
  'audit',
  'clients',
  'freed_time',
  'guest_idempotency_keys',
  'guest_tokens',
  'idempotency_keys',
  'login_places',
  'mails',
  'migrations',
  'outbox',
  'outbox_watermarks',
  'sessions',
  'uncovered_appointments',
];

describe('the outbox triggers', () => {
  let shop: TestDatabase;

  const take = () => shop.query<OutboxRow & { handed_over: boolean }>('DELETE FROM outbox RETURNING *');

  beforeAll(async () => {
    shop = await createTestDatabase();
    await insertShop(shop);
  });

  afterAll(() => shop.drop());

  it('write rows that are understood, for everything that the shop is made of', async () => {
    const rows = await take();
    const translation = new OutboxTranslation();
    for (const { name, tables } of BOOKING_DOMAINS) translation.register(name, tables);
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect(translation.eventsOf(row)).not.toBe('everything');
  });

  it('watch every table that booking reads, rows and TRUNCATE, for replication roles as well', async () => {
    const watched = await shop.query<{ table: string; operations: number }>(`
      SELECT relname AS table, bit_or(tgtype) FILTER (WHERE tgenabled = 'A') & 60 AS operations
      FROM pg_class LEFT JOIN pg_trigger ON tgrelid = pg_class.oid AND tgfoid = 'write_outbox'::regproc
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace GROUP BY relname ORDER BY relname`);
    const unwatched = watched.filter(({ operations }) => operations !== 60).map(({ table }) => table);
    expect(unwatched.filter((table) => !/^(cache|health)_/.test(table))).toEqual(EXEMPT);
  });

  it('write nothing if nothing changed, and nothing about confidential columns', async () => {
    await shop.query(`UPDATE services SET name = name; UPDATE users SET email = 'b@example.com'`);
    expect(await take()).toEqual([]);
    await shop.query(`UPDATE appointments SET notes = 'allergic'; UPDATE users SET timezone = 'Asia/Tokyo'`);
    const [user, ...others] = await take();
    // No cached region reads notes.
    expect(others).toEqual([]);
    expect(user?.after).toEqual({
      id: 1,
      timezone: 'Asia/Tokyo',
      role: 'client',
      active: true,
      token_version: 0,
      kept_session: null,
      kept_version: null,
      ended_sessions: [],
    });
  });

  it('write what another trigger changes of a row, whatever the statement names', async () => {
    await shop.query(`
      CREATE FUNCTION shortened() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.ends_at := NEW.starts_at + interval '20 min'; RETURN NEW; END $$;
      CREATE TRIGGER another BEFORE UPDATE ON appointments FOR EACH ROW EXECUTE FUNCTION shortened();
      UPDATE appointments SET notes = 'shorter'; DROP TRIGGER another ON appointments`);
    expect((await take()).map(({ after }) => after?.['ends_at'])).toEqual(['2027-03-15T10:20:00+00:00']);
  });

  it('are like those that note freed time, which must not miss what another trigger gives back (ADR 0029)', async () => {
    const versions = () => shop.query('SELECT version FROM freed_time');
    const before = await versions();
    await shop.query(`
      CREATE FUNCTION shortened_twice() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.blocked_until := NEW.ends_at - interval '5 min'; NEW.ends_at := NEW.ends_at - interval '5 min'; RETURN NEW; END $$;
      CREATE TRIGGER another BEFORE UPDATE ON appointments FOR EACH ROW EXECUTE FUNCTION shortened_twice();
      UPDATE appointments SET notes = 'shorter'; DROP TRIGGER another ON appointments`);
    await take();
    const after = await versions();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
  });

  it('write old and new, and tell a unit of work’s rows from others’', async () => {
    await shop.query(`
      BEGIN; SELECT set_config('bookedbarber.unit_of_work', 'on', true);
      UPDATE barbers SET name = 'New'; COMMIT; DELETE FROM barber_services`);
    const [unit, other] = await take();
    expect(unit).toMatchObject({
      relation: 'barbers',
      operation: 'UPDATE',
      before: { name: 'B' },
      after: { name: 'New' },
      handed_over: false,
    });
    expect(other).toMatchObject({
      relation: 'barber_services',
      operation: 'DELETE',
      after: null,
      handed_over: true,
    });
  });

  it('need no rights of the writer on the outbox', async () => {
    const role = `writer_${Math.random().toString(36).slice(2)}`;
    await shop.query(`
      CREATE ROLE ${role}; GRANT SELECT, UPDATE ON services TO ${role};
      SET ROLE ${role}; UPDATE services SET name = 'theirs'; RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`);
    expect(await take()).toMatchObject([{ relation: 'services', after: { name: 'theirs' } }]);
  });
});
