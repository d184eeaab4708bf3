import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { Database } from '../../src/database/database.js';
import { conflictsRegion } from '../../src/booking/appointments/conflicts.cache.js';
import { ConflictsService } from '../../src/booking/appointments/conflicts.service.js';
import { availabilityRegion } from '../../src/booking/barbers/availability.cache.js';
import { AvailabilityService } from '../../src/booking/barbers/availability.service.js';
import { scheduleRegion } from '../../src/booking/barbers/schedule.cache.js';
import { barberRegion, barbersRegion } from '../../src/booking/barbers/barbers.cache.js';
import { BarbersService } from '../../src/booking/barbers/barbers.service.js';
import { ScheduleService } from '../../src/booking/barbers/schedule.service.js';
import { bookingSettingsRegion } from '../../src/booking/settings/booking-settings.cache.js';
import { BookingSettingsService } from '../../src/booking/settings/booking-settings.service.js';
import { DefaultLocation } from '../../src/booking/places/default-location.js';
import { defaultLocationRegion } from '../../src/booking/places/default-location.cache.js';
import { businessHoursRegion } from '../../src/booking/settings/business-hours.cache.js';
import { BusinessHoursService } from '../../src/booking/settings/business-hours.service.js';
import type { Listing } from '../../src/booking/shop/listing.js';
import { locationRegion, locationsRegion } from '../../src/booking/shop/locations.cache.js';
import { serviceRegion, servicesRegion } from '../../src/booking/shop/services.cache.js';
import { LocationsService } from '../../src/booking/shop/locations.service.js';
import { ServicesService } from '../../src/booking/shop/services.service.js';
import { bookableBarbersRegion } from '../../src/booking/slots/bookable-barbers.cache.js';
import { BookableBarbers } from '../../src/booking/slots/bookable-barbers.js';
import { nextAvailableRegion } from '../../src/booking/slots/next-available.cache.js';
import { NextAvailableService } from '../../src/booking/slots/next-available.service.js';
import { slotsRegion } from '../../src/booking/slots/slots.cache.js';
import { SlotsService } from '../../src/booking/slots/slots.service.js';
import { accountRegion } from '../../src/auth/account/account.cache.js';
import { Accounts } from '../../src/auth/account/accounts.js';
import { userTimezoneRegion } from '../../src/auth/account/user-timezone.cache.js';
import { UserTimezoneService } from '../../src/booking/users/user-timezone.service.js';
import { Cache } from '../../src/cache/cache.js';
import type { Region } from '../../src/cache/entry/region.js';
import { startApp, type TestApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const DATE = '2027-03-16';

/** One cached answer, and how it is loaded. Everything here rests on the rows with id 1. */
interface Cached {
  readonly region: Region<unknown[]>;
  readonly args: unknown[];
  readonly load: () => Promise<unknown>;
}

/**
 * Another value for every column that a loader reads, as an SQL expression. A column that is missing here fails the
 * test: cover it, and see that its table has the outbox triggers and a line in the `tables` of its domain.
 */
const OTHER_VALUES: Record<string, Record<string, string>> = {
  appointments: {
    id: 'id + 1000',
    barber_id: '2',
    status: `'cancelled'`,
    starts_at: `starts_at + interval '1 minute'`,
    ends_at: `ends_at + interval '1 minute'`,
    blocked_from: `blocked_from + interval '1 minute'`,
    blocked_until: `blocked_until + interval '1 minute'`,
  },
  barber_availability: { barber_id: '3', weekly: `'[[],[],[],[],[],[],[[600,700]]]'` },
  barber_overrides: { barber_id: '3', date: 'date + 1', windows: `'[[600,700]]'` },
  barber_rotas: {
    barber_id: '3',
    start_date: 'start_date - 30',
    weeks: `'[[[],[],[],[],[],[],[[600,700]]]]'`,
  },
  barber_services: { barber_id: '3', service_id: '3', price_cents: '7' },
  service_locations: { service_id: '3', location_id: '2' },
  barber_time_off: {
    id: 'id + 1000',
    barber_id: '3',
    starts_at: `starts_at + interval '1 minute'`,
    ends_at: `ends_at + interval '1 minute'`,
  },
  barbers: {
    id: 'id + 1000',
    location_id: '2',
    user_id: '1',
    name: `'Other'`,
    active: 'NOT active',
    hidden: 'NOT hidden',
  },
  booking_settings: {
    business_id: '2',
    slot_interval_minutes: '7',
    minimum_notice_minutes: '7',
    booking_horizon_days: '7',
    cancellation_notice_minutes: '7',
    max_open_bookings_per_client: '7',
    max_moves_per_booking: '7',
    client_overlap: 'NOT client_overlap',
    guest_booking: 'NOT guest_booking',
    slot_packing: 'NOT slot_packing',
    assignment: `'seniority'`,
  },
  business_hours: { location_id: '2', weekly: `'[[],[],[],[],[],[],[[600,700]]]'` },
  businesses: { id: 'id + 1000' },
  location_closures: {
    id: 'id + 1000',
    location_id: '2',
    from_date: 'from_date - 1',
    to_date: 'to_date + 1',
    windows: `'[[600,700]]'`,
  },
  locations: {
    id: 'id + 1000',
    business_id: '2',
    name: `'Other'`,
    timezone: `'Asia/Tokyo'`,
    active: 'NOT active',
    hidden: 'NOT hidden',
  },
  services: {
    currency: `'EUR'`,
    id: 'id + 1000',
    name: `'Other'`,
    price_cents: '7',
    duration_minutes: '7',
    buffer_before_minutes: '7',
    buffer_after_minutes: '7',
    slot_interval_minutes: '7',
    minimum_notice_minutes: '7',
    booking_horizon_days: '7',
    active: 'NOT active',
  },
  user_locations: { user_id: '2', location_id: '2' },
  users: {
    kept_session: `'8e03978e-40d5-43e8-bc93-6894a57f9324'`,
    kept_version: '7',
    ended_sessions: `'[{"id": "8e03978e-40d5-43e8-bc93-6894a57f9324", "until": 1}]'`,
    id: 'id + 1000',
    timezone: `'Asia/Tokyo'`,
    role: `'manager'`,
    active: 'NOT active',
    token_version: '7',
  },
};

describe('every column that a cached answer is made of', () => {
  let redis: RedisServer;
  let app: TestApp;
  let cache: Cache;
  let answers: Cached[];
  /** By `table.column`: the answers whose loader reads it. */
  const readers = new Map<string, Cached[]>();

  const answer = async ({ region, args, load }: Cached) =>
    (await cache.answer(region, args, load)).status.result;

  /** Whatever is not understood forgets everything, and with it whatever should have been forgotten by name. */
  const generation = async () =>
    (await app.database.query<{ generation: string }>('SELECT generation FROM cache_generation'))[0]
      ?.generation;

  const settled = () =>
    until(async () => {
      const [row] = await app.database.query('SELECT FROM outbox WHERE done_at IS NULL LIMIT 1');
      return cache.available && row === undefined;
    });

  beforeAll(async () => {
    redis = await startRedis();
    app = await startApp({ REDIS_URL: redis.url });
    cache = app.app.get(Cache, { strict: false });
    await app.database.query(SHOP);
    answers = everyAnswer(app);
    for (const each of answers) {
      for (const column of await columnsOf(app, each.load)) {
        readers.set(column, [...(readers.get(column) ?? []), each]);
      }
    }
    await settled();
  });

  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('has another value listed in this file', () => {
    const known = Object.entries(OTHER_VALUES).flatMap(([table, columns]) =>
      Object.keys(columns).map((column) => `${table}.${column}`),
    );
    expect([...readers.keys()].toSorted()).toEqual(known.toSorted());
  });

  it.each(
    Object.entries(OTHER_VALUES).flatMap(([table, columns]) =>
      Object.entries(columns).map(([column, value]) => [table, column, value] as const),
    ),
  )('changes what is answered: %s.%s', async (table, column, value) => {
    const concerned = readers.get(`${table}.${column}`) ?? [];
    expect(concerned.length).toBeGreaterThan(0);
    for (const each of concerned) await until(async () => (await answer(each)) === 'hit');
    const before = await generation();
    try {
      await pastTheApplication(app, `UPDATE ${table} SET ${column} = ${value} WHERE ${ROW_1[table]}`);
      await settled();
      for (const each of concerned) {
        const loaded = async () => ['miss', 'collapsed'].includes(await answer(each).catch(() => 'miss'));
        await until(loaded, 2000, `${each.region.name} ${JSON.stringify(each.args)} is loaded anew`);
      }
    } finally {
      await restore(app, table);
    }
    await settled();
    // It is changed in the transaction that marks the rows done, so it would be seen by now.
    expect(await generation()).toBe(before);
  });

  it('of appointments: a change of any other leaves nothing to forget', async () => {
    const columns = await app.database.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'appointments'::regclass AND attnum > 0
         AND attgenerated = '' AND NOT attisdropped ORDER BY attname`,
    );
    const unread = columns.map(({ name }) => name).filter((name) => !readers.has(`appointments.${name}`));
    expect(unread).toEqual(Object.keys(UNREAD));
    const rows = async () => (await app.database.query('SELECT id FROM outbox')).length;
    const before = await rows();
    for (const [column, value] of Object.entries(UNREAD))
      await pastTheApplication(app, `UPDATE appointments SET ${column} = ${value} WHERE id = 1`);
    expect(await rows()).toBe(before);
    await restore(app, 'appointments');
  });
});

/** The columns of appointments that no cached answer is made of. */
const UNREAD: Record<string, string> = {
  cancellation_reason: `'Other'`,
  cancelled_at: 'now()',
  client_id: 'client_id + 1000',
  created_at: `created_at + interval '1 minute'`,
  created_by: '1000',
  currency: `'EUR'`,
  late_cancellation: 'NOT late_cancellation',
  location_id: '2',
  moves: 'moves + 1',
  notes: `'Other'`,
  override: `'{grid}'`,
  override_reason: `'Other'`,
  price_cents: '7',
  service_id: '2',
  timezone: `'UTC'`,
  user_id: '1000',
  version: 'version + 1',
};

const LISTINGS: readonly Listing[] = [
  { view: 'public', limit: 1000, total: false },
  { view: 'staff', limit: 2, total: true },
];

/** The rows that all answers rest on, and others of each kind for them to be mistaken for. */
const SHOP = `
  INSERT INTO businesses (name) VALUES ('Other');
  INSERT INTO booking_settings (business_id) VALUES (1);
  INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Here', 'Europe/Berlin'), (1, 'There', 'UTC');
  INSERT INTO business_hours (location_id, weekly) SELECT 1, jsonb_agg('[[0, 1440]]'::jsonb) FROM generate_series(1, 7);
  INSERT INTO services (name, duration_minutes) VALUES ('Haircut', 30), ('Shave', 15), ('Both', 45);
  INSERT INTO service_locations (service_id, location_id) VALUES (1, 1);
  INSERT INTO users (email, password_hash, name, timezone) VALUES ('a@example.com', '-', 'A', 'Europe/Paris');
  INSERT INTO user_locations (user_id, location_id) VALUES (1, 1);
  INSERT INTO barbers (location_id, name) VALUES (1, 'B'), (1, 'C'), (1, 'D');
  INSERT INTO barber_services (barber_id, service_id) VALUES (1, 1);
  INSERT INTO barber_availability (barber_id, weekly) SELECT 1, jsonb_agg('[[540, 1020]]'::jsonb) FROM generate_series(1, 7);
  INSERT INTO barber_overrides (barber_id, date, windows) VALUES (1, '${DATE}', '[[540, 960]]');
  INSERT INTO barber_rotas (barber_id, start_date, weeks)
  SELECT 1, '2027-06-01', jsonb_agg(weekly) FROM barber_availability;
  INSERT INTO location_closures (location_id, from_date, to_date, windows) VALUES (1, '${DATE}', '${DATE}', '[[540, 1000]]');
  INSERT INTO barber_time_off (barber_id, starts_at, ends_at) VALUES (1, '${DATE}T09:00Z', '${DATE}T10:00Z');
  INSERT INTO appointments (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
  VALUES (1, 1, 1, 1, '${DATE}T12:00Z', '${DATE}T12:30Z', '${DATE}T11:50Z', '${DATE}T12:40Z', 'Europe/Berlin');
  DO $$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY '{${Object.keys(OTHER_VALUES).join()}}'::text[] LOOP
      EXECUTE format('CREATE TABLE before_%s AS TABLE %I', name, name);
    END LOOP;
  END $$;`;

const ROW_1: Record<string, string> = {
  ...Object.fromEntries(Object.keys(OTHER_VALUES).map((table) => [table, 'id = 1'])),
  barber_availability: 'barber_id = 1',
  barber_overrides: 'barber_id = 1',
  barber_rotas: 'barber_id = 1',
  barber_services: 'barber_id = 1',
  booking_settings: 'business_id = 1',
  business_hours: 'location_id = 1',
  service_locations: 'service_id = 1',
  user_locations: 'user_id = 1',
};

/** Every region, asked in every way that has a shard or tags of its own. */
function everyAnswer({ app }: TestApp): Cached[] {
  const on = <Service extends object, Args extends unknown[]>(
    region: Region<Args>,
    service: Type<Service>,
    load: (service: Service, ...args: Args) => Promise<unknown>,
    ...argsList: Args[]
  ): Cached[] => {
    const provider = app.get(service, { strict: false });
    return argsList.map((args) => ({
      region: region as unknown as Region<unknown[]>,
      args,
      load: () => load(provider, ...args),
    }));
  };
  const places = [{ locationId: 1 }, { barberId: 1 }, { locationId: 1, barberId: 1 }];
  const queries = places.flatMap((place) => [
    { date: DATE, ...place },
    { date: DATE, ...place, serviceId: 1, timezone: 'America/New_York' },
  ]);
  return [
    ...on(
      slotsRegion,
      SlotsService,
      (slots, ...args) => slots.list(...args),
      ...queries.map((query) => [query] as [typeof query]),
    ),
    ...on(
      nextAvailableRegion,
      NextAvailableService,
      (next, ...args) => next.find(...args),
      ...queries.map((query) => [query] as [typeof query]),
    ),
    ...on(
      bookableBarbersRegion,
      BookableBarbers,
      (barbers, ...args) => barbers.count(...args),
      [{ locationId: 1, serviceId: 1 }],
      [{ locationId: 1 }],
    ),
    ...on(
      availabilityRegion,
      AvailabilityService,
      (availability, ...args) => availability.get(...args),
      [1],
      [1, 2],
    ),
    ...on(scheduleRegion, ScheduleService, (schedule, ...args) => schedule.get(...args), [
      1,
      '2027-03-10',
      '2027-03-20',
    ]),
    ...on(conflictsRegion, ConflictsService, (conflicts, ...args) => conflicts.list(...args), [1, DATE]),
    ...on(businessHoursRegion, BusinessHoursService, (hours, ...args) => hours.get(...args), [1]),
    ...on(defaultLocationRegion, DefaultLocation, (location) => location.find(), []),
    ...on(bookingSettingsRegion, BookingSettingsService, (settings, ...args) => settings.get(...args), [1]),
    ...on(
      barbersRegion,
      BarbersService,
      (barbers, ...args) => barbers.list(...args),
      ...LISTINGS.flatMap((listing) => [[listing], [listing, 1]] as [Listing, number?][]),
    ),
    ...on(
      barberRegion,
      BarbersService,
      (barbers, ...args) => barbers.get(...args),
      [1, 'public'],
      [1, 'staff'],
    ),
    ...on(
      locationsRegion,
      LocationsService,
      (locations, ...args) => locations.list(...args),
      ...LISTINGS.map((listing) => [listing] as [Listing]),
    ),
    ...on(locationRegion, LocationsService, (locations, ...args) => locations.get(...args), [1]),
    ...on(
      servicesRegion,
      ServicesService,
      (services, ...args) => services.list(...args),
      ...LISTINGS.flatMap((listing) => [[listing], [listing, 1]] as [Listing, number?][]),
    ),
    ...on(
      serviceRegion,
      ServicesService,
      (services, ...args) => services.get(...args),
      [1, 'public'],
      [1, 'staff'],
    ),
    ...on(accountRegion, Accounts, (accounts, ...args) => accounts.get(...args), [1]),
    ...on(userTimezoneRegion, UserTimezoneService, (timezone, ...args) => timezone.get(...args), [1]),
  ];
}

/** The statements of a loader, without those of pollers that run at the same time. */
const sentBy = new AsyncLocalStorage<string[]>();

/** Runs the loader, and asks PostgreSQL which columns its statements depend on, as it would of a view. */
async function columnsOf({ database }: TestApp, load: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  // oxlint-disable-next-line typescript/unbound-method -- called with the instance below
  const { query, prepared } = Database.prototype;
  jest.spyOn(Database.prototype, 'query').mockImplementation(function (this: Database, sql, ...rest) {
    sentBy.getStore()?.push(sql);
    return query.call(this, sql, ...rest);
  });
  jest.spyOn(Database.prototype, 'prepared').mockImplementation(function (this: Database, sql, ...rest) {
    sentBy.getStore()?.push(sql);
    return prepared.call(this, sql, ...rest);
  });
  await sentBy.run(statements, load);
  jest.restoreAllMocks();
  const columns = new Set<string>();
  for (const sql of statements) {
    await database.query(`CREATE VIEW examined AS ${sql.replaceAll(/\$\d+/g, '(NULL)')}`);
    const found = await database.query<{ name: string }>(`
      SELECT relname || '.' || attname AS name
      FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid AND ev_class = 'examined'::regclass
      JOIN pg_class ON pg_class.oid = refobjid AND pg_class.oid <> ev_class
      JOIN pg_attribute ON attrelid = pg_class.oid AND attnum = refobjsubid
      WHERE refclassid = 'pg_class'::regclass`);
    for (const { name } of found) columns.add(name);
    await database.query('DROP VIEW examined');
  }
  expect(columns.size).toBeGreaterThan(0);
  return [...columns];
}

/** As an import would: no foreign keys are checked, so that ids can change as well. */
async function pastTheApplication({ database }: TestApp, sql: string): Promise<void> {
  await database.query(`BEGIN; SET LOCAL session_replication_role = replica; ${sql}; COMMIT`);
}

async function restore(app: TestApp, table: string): Promise<void> {
  const [row] = await app.database.query<{ columns: string }>(
    `SELECT string_agg(attname, ', ') AS columns FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped`,
    [table],
  );
  await pastTheApplication(
    app,
    `DELETE FROM ${table}; INSERT INTO ${table} (${row?.columns}) SELECT ${row?.columns} FROM before_${table}`,
  );
}
