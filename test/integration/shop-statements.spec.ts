import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AccountsAdmin } from '../../src/auth/account/accounts.admin.js';
import { AuditQuery } from '../../src/auth/audit/audit.query.js';
import { Coverage } from '../../src/booking/affected/coverage.service.js';
import { AppointmentsQuery } from '../../src/booking/appointments/appointments.query.js';
import { AvailabilityService } from '../../src/booking/barbers/availability.service.js';
import { ScheduleService } from '../../src/booking/barbers/schedule.service.js';
import { AccountErasure } from '../../src/booking/users/account-erasure.service.js';
import { ClientSearch } from '../../src/booking/clients/client-search.service.js';
import { BookingSettingsService } from '../../src/booking/settings/booking-settings.service.js';
import { BusinessHoursService } from '../../src/booking/settings/business-hours.service.js';
import { ServicesService } from '../../src/booking/shop/services.service.js';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';

/** Records the statements run inside it and their values, without those of pollers that run at the same time. */
const statements = new AsyncLocalStorage<[sql: string, values: readonly unknown[]][]>();
let test: TestApp;

beforeAll(async () => {
  test = await startApp({ CACHE_ENABLED: 'false' });
  const database = test.app.get(Database);
  for (const way of ['query', 'prepared'] as const) {
    const send = database[way].bind(database);
    jest.spyOn(database, way).mockImplementation((sql, values, options) => {
      statements.getStore()?.push([sql, values ?? []]);
      return send(sql, values, options);
    });
  }
  await test.database.query(
    `INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Brooklyn', 'America/New_York')`,
  );
  await test.database.query(`INSERT INTO barbers (location_id, name) VALUES (1, 'Maya')`);
});
afterAll(() => test.close());

it.each<[string, () => Promise<object>]>([
  ['availability', () => test.app.get(AvailabilityService).get(1, 3)],
  ['schedule', () => test.app.get(ScheduleService).get(1, '2028-01-01', '2028-03-02')],
  ['business hours', () => test.app.get(BusinessHoursService).get(1)],
  ['business hours of the first location', () => test.app.get(BusinessHoursService).get()],
  ['booking settings', () => test.app.get(BookingSettingsService).get(1)],
])('%s: one statement, and an answer that survives JSON', async (_, load) => {
  const seen: [string, readonly unknown[]][] = [];
  const answer = await statements.run(seen, load);
  expect(seen).toHaveLength(1);
  expect(JSON.parse(JSON.stringify(answer))).toStrictEqual(answer);
});

/** How many pages the statements read that were recorded, when they run again. */
async function pagesOf(
  seen: readonly (readonly [sql: string, values: readonly unknown[]])[],
): Promise<number> {
  let read = 0;
  for (const [sql, values] of seen) {
    const [row] = await test.database.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, [...values]);
    const [explained] = row!['QUERY PLAN'] as { Plan: Record<string, number> }[];
    read += explained!.Plan['Shared Hit Blocks']! + explained!.Plan['Shared Read Blocks']!;
  }
  return read;
}

describe('lists and searches read what they answer, not what there is', () => {
  const admin = { id: 1, role: 'admin', locationIds: [] } as const;

  beforeAll(async () => {
    await test.database.query(`
      INSERT INTO locations (business_id, name, timezone) SELECT 1, 'L' || n, 'UTC' FROM generate_series(1, 100) AS n;
      INSERT INTO services (name, duration_minutes) VALUES ('A', 30), ('B', 30);
      INSERT INTO barbers (location_id, name) SELECT id, 'B' FROM locations;
      ALTER TABLE users DISABLE TRIGGER USER;
      ALTER TABLE appointments DISABLE TRIGGER USER;
      INSERT INTO users (email, password_hash, name)
        SELECT 'user' || n || '@example.com', '-', 'Name' || n FROM generate_series(1, 20000) AS n;
      INSERT INTO clients (business_id, name) SELECT 1, 'Ada ' || n FROM generate_series(1, 8000) AS n;
      INSERT INTO clients (business_id, name) SELECT 1, 'Zora ' || n FROM generate_series(1, 400) AS n;
      INSERT INTO appointments (barber_id, service_id, location_id, currency, status, starts_at, ends_at, blocked_from, blocked_until, timezone)
        SELECT barbers.id, 1 + n % 2, location_id, 'USD', CASE n % 4 WHEN 0 THEN 'no_show' ELSE 'confirmed' END, s, s + interval '1 h', s, s + interval '1 h', 'UTC'
        FROM barbers, generate_series(1, 200) AS n, LATERAL (SELECT '2040-01-01Z'::timestamptz + n * interval '1 h') AS given(s);
      ALTER TABLE users ENABLE TRIGGER USER;
      ALTER TABLE appointments ENABLE TRIGGER USER;
      INSERT INTO uncovered_appointments (appointment_id, starts_at) SELECT id, starts_at FROM appointments WHERE status = 'confirmed';
      INSERT INTO audit (at, area, action, changes)
        SELECT '2020-01-01Z'::timestamptz + n * interval '1 minute', 'booking', 'POST /bookings', jsonb_build_array(jsonb_build_object('object', 'appointments', 'id', n, 'operation', 'created', 'fields', '[]'::jsonb)) FROM generate_series(1, 20000) AS n;`);
    await test.database.query('VACUUM ANALYZE');
  });

  const bookings = (query: object) => () =>
    test.app.get(AppointmentsQuery).list(admin, { limit: 20, ...query });
  const clients = (query: object) => () => test.app.get(ClientSearch).search(admin, { limit: 20, ...query });
  const of = { serviceId: 2, status: ['no_show' as const], sort: '-startsAt' as const };

  it.each<[string, () => Promise<{ items: readonly unknown[] }>, items: number, pages: number]>([
    ['appointments of a service, of a status that it never has', bookings({ ...of }), 0, 30],
    ['appointments of a service', bookings({ ...of, status: ['confirmed' as const] }), 20, 400],
    ['uncovered appointments', bookings({ uncovered: true }), 20, 500],
    ['the latest uncovered appointments', bookings({ uncovered: true, sort: '-startsAt' }), 20, 500],
    ['uncovered appointments of a location', bookings({ uncovered: true, locationId: 77 }), 20, 1200],
    ['clients late in the alphabet', clients({ q: 'zora' }), 20, 300],
    [
      'accounts by a part of the address',
      () => test.app.get(AccountsAdmin).list({ limit: 20, q: 'user1234@' }),
      1,
      150,
    ],
    [
      'the audit of an hour long ago',
      () =>
        test.app
          .get(AuditQuery)
          .list({ limit: 20, from: '2020-01-02T03:00:00Z', to: '2020-01-02T04:00:00Z' }),
      20,
      60,
    ],
    [
      'the audit of an action that never was',
      () => test.app.get(AuditQuery).list({ limit: 20, action: 'none' }),
      0,
      30,
    ],
  ])('%s', async (_, load, items, pages) => {
    const seen: [string, readonly unknown[]][] = [];
    const answer = await statements.run(seen, load);
    expect(answer.items).toHaveLength(items);
    expect(await pagesOf(seen)).toBeLessThan(pages);
  });

  it('uncovered appointments have pages in either order, and each is on one', async () => {
    for (const sort of ['startsAt', '-startsAt'] as const) {
      const ids: number[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await bookings({
          uncovered: true,
          locationId: 77,
          sort,
          limit: 50,
          ...(cursor ? { cursor } : {}),
        })();
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(new Set(ids).size).toBe(150);
      expect(ids).toHaveLength(150);
    }
  });

  it('the end of an account reads its own appointments', async () => {
    const [{ id } = { id: 0 }] = await test.database.query<{ id: number }>(
      `SELECT id FROM users WHERE email = 'user7@example.com'`,
    );
    const seen: [string, readonly unknown[]][] = [];
    const erasure = test.app.get(AccountErasure);
    await statements.run(seen, async () => erasure.erase({ id, role: 'client', locationIds: [] }));
    const ofAppointments = seen.filter(([sql]) => sql.includes('appointments'));
    expect(ofAppointments).toHaveLength(3);
    expect(await pagesOf(ofAppointments)).toBeLessThan(60);
  });

  it('an appointment that counts again is judged without the others of its barber', async () => {
    const [{ id } = { id: 0 }] = await test.database.query<{ id: number }>(
      `SELECT id FROM appointments WHERE barber_id = 7 AND status = 'confirmed' LIMIT 1`,
    );
    const seen: [string, readonly unknown[]][] = [];
    await statements.run(seen, async () => test.app.get(Coverage).recheck(7, id));
    const read = await Promise.all(seen.map(async ([sql, values]) => test.database.query(sql, [...values])));
    expect(read.map(({ length }) => length)).toEqual([1, 1, 0]);
  });

  it('the end of a service is judged some locations at a time', async () => {
    const seen: [string, readonly unknown[]][] = [];
    const service = test.app.get(ServicesService);
    const answer = await statements.run(seen, async () =>
      service.changeAs(admin, 2, { active: false }, true),
    );
    const asked = seen.map(([sql, values]) => (sql.includes('ORDER BY starts_at') ? values[2] : undefined));
    const counts = asked.filter((locations) => Array.isArray(locations)).map(({ length }) => length);
    expect(counts).toEqual([100, 1]);
    expect(answer).toEqual({ affected: [] });
  });
});
