import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { createShop } from '../support/shop.js';
import { until } from '../support/until.js';

let app: TestApp;
let admin: { token: string };
let barber: { token: string };
let client: { token: string };

beforeAll(async () => {
  app = await startApp();
  [admin, barber, client] = [await app.signUp('admin'), await app.signUp('barber'), await app.signUp()];
});
afterAll(() => app.close());

const HAIRCUT = { name: 'Haircut', durationMinutes: 30 };
const BROOKLYN = { name: 'Brooklyn', timezone: 'America/New_York' };
const COLLECTIONS = [
  { path: 'businesses', body: { name: 'Sharp & Co.' } },
  { path: 'locations', body: BROOKLYN },
  { path: 'services', body: HAIRCUT },
];

describe.each(COLLECTIONS)('/$path', ({ path, body }) => {
  it('creates a record, returns its Location, and shows it there and in the list', async () => {
    const made = await app.post(path, body, admin);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject(body);
    expect(made.headers.get('location')).toBe(`/api/v1/${path}/${made.body.id}`);
    expect((await app.get(made.headers.get('location') ?? '', admin)).body).toEqual(made.body);
    expect((await app.get(path, admin)).body.items).toContainEqual(made.body);
  });

  it('keeps the requested API version in Location', async () => {
    const made = await app.post(`/api/v2/${path}`, body, admin);
    expect(made.headers.get('location')).toBe(`/api/v2/${path}/${made.body.id}`);
  });

  it('trims the name and refuses one that is blank, invisible, long or missing', async () => {
    expect((await app.post(path, { ...body, name: '  Ada ' }, admin)).body.name).toBe('Ada');
    expect((await app.post(path, { ...body, name: '💈'.repeat(200) }, admin)).status).toBe(201);
    for (const name of ['', '   ', '\u200b\u2060 ', 'x'.repeat(201), '💈'.repeat(201), null, 7, undefined]) {
      const refused = await app.post(path, { ...body, name }, admin);
      expect(refused.status).toBe(400);
      expect(refused.body).toMatchObject({ code: 'invalid-request', errors: [{ field: 'name' }] });
    }
  });

  it('changes only the fields that are given', async () => {
    const { id, ...rest } = (await app.post(path, body, admin)).body;
    const changed = await app.patch(`${path}/${id}`, { name: 'Renamed' }, admin);
    expect(changed.status).toBe(200);
    const { affected, ...shown } = changed.body;
    expect(affected ?? []).toEqual([]);
    expect(shown).toEqual({ id, ...rest, name: 'Renamed' });
    expect((await app.patch(`${path}/${id}`, {}, admin)).body).toEqual(changed.body);
    expect((await app.get(`${path}/${id}`, admin)).body).toEqual(shown);
  });

  it('lets only admins write', async () => {
    for (const [caller, status] of [
      [undefined, 401],
      [client, 403],
      [barber, 403],
    ] as const) {
      expect((await app.post(path, body, caller)).status).toBe(status);
      expect((await app.patch(`${path}/1`, { name: 'Mine' }, caller)).status).toBe(status);
    }
  });

  it('refuses unknown fields, malformed ids and unknown ids', async () => {
    const refused = await app.post(path, { ...body, colour: 'red' }, admin);
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([{ field: 'colour', message: expect.any(String) }]);
    expect((await app.patch(`${path}/1`, { id: 2 }, admin)).status).toBe(400);
    for (const id of ['0', '-1', '1e3', 'x', '2147483648']) {
      expect((await app.get(`${path}/${id}`, admin)).status).toBe(400);
    }
    for (const answer of [
      await app.get(`${path}/999999`, admin),
      await app.patch(`${path}/999999`, { name: 'Nobody' }, admin),
      await app.patch(`${path}/999999`, {}, admin),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.body.code).toBe('not-found');
    }
  });
});

describe('reading', () => {
  it('is public for locations and services, and for those signed in for businesses', async () => {
    expect((await app.get('locations')).status).toBe(200);
    expect((await app.get('services')).status).toBe(200);
    expect((await app.get('businesses')).status).toBe(401);
    expect((await app.get('businesses', client)).body.items[0]).toMatchObject({ id: 1 });
  });
});

describe('a location', () => {
  it('belongs to the first business by default, and may change business and time zone', async () => {
    const { body: other } = await app.post('businesses', { name: 'Other' }, admin);
    const made = await app.post('locations', BROOKLYN, admin);
    expect(made.body).toMatchObject({ id: made.body.id, ...BROOKLYN, businessId: 1 });
    const changes = { timezone: 'Europe/Berlin', businessId: other.id };
    const moved = await app.patch(`locations/${made.body.id}`, changes, admin);
    expect(moved.body).toEqual({ ...made.body, ...changes, affected: [] });
  });

  it('stays in its business once clients of that have appointments there', async () => {
    const { body: other } = await app.post('businesses', { name: 'Other' }, admin);
    const { locationId, barberIds, serviceId } = await createShop(app.database);
    const booking = {
      startsAt: '2027-03-15T10:00Z',
      serviceId,
      barberId: barberIds[0],
      client: { name: 'Ann' },
    };
    expect((await app.post('bookings', booking, admin)).status).toBe(201);
    const refused = await app.patch(`locations/${locationId}`, { businessId: other.id }, admin);
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect((await app.get(`locations/${locationId}`)).body.businessId).toBe(1);
    expect((await app.patch(`locations/${locationId}`, { businessId: 1, name: 'X' }, admin)).status).toBe(
      200,
    );
  });

  it('that goes to another business while a booking is made there has that one’s client', async () => {
    const { body: other } = await app.post('businesses', { name: 'Another' }, admin);
    const { locationId, barberIds, serviceId } = await createShop(app.database);
    const locker = new pg.Client({ connectionString: app.database.url });
    await locker.connect();
    const isWaiting = async (statement: string) => {
      const waiting = await app.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
        [`${statement}%`],
      );
      return waiting.length > 0;
    };
    // The change has locked the barber, and waits for the outbox.
    await locker.query('BEGIN; LOCK TABLE outbox IN SHARE MODE');
    const change = app.patch(`locations/${locationId}`, { businessId: other.id }, admin);
    await until(() => isWaiting('UPDATE "locations"'));
    const booking = {
      startsAt: '2027-03-15T10:00Z',
      serviceId,
      barberId: barberIds[0],
      client: { name: 'Ann' },
      override: ['horizon'],
    };
    const book = app.post('bookings', booking, admin);
    await until(() => isWaiting('SELECT FROM barbers'));
    await locker.query('ROLLBACK');
    await locker.end();
    expect([(await change).status, (await book).status]).toEqual([200, 201]);
    expect(
      await app.database.query(
        `SELECT business_id FROM clients JOIN appointments ON client_id = clients.id WHERE location_id = $1`,
        [locationId],
      ),
    ).toEqual([{ business_id: other.id }]);
  });

  it('refuses an unknown time zone and an unknown business', async () => {
    for (const timezone of ['Mars/Olympus', '+01:00', '', 5, null]) {
      const refused = await app.post('locations', { ...BROOKLYN, timezone }, admin);
      expect(refused.body).toMatchObject({ status: 400, errors: [{ field: 'timezone' }] });
    }
    const { body: location } = await app.post('locations', BROOKLYN, admin);
    for (const refused of [
      await app.post('locations', { ...BROOKLYN, businessId: 999_999 }, admin),
      await app.patch(`locations/${location.id}`, { businessId: 999_999 }, admin),
    ]) {
      expect(refused.body).toMatchObject({ status: 400, errors: [{ field: 'businessId' }] });
    }
    expect((await app.get(`locations/${location.id}`)).body).toEqual(location);
  });
});

describe('a service', () => {
  it('has defaults', async () => {
    const { body } = await app.post('services', HAIRCUT, admin);
    expect(body).toEqual({
      id: body.id,
      ...HAIRCUT,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      priceCents: null,
      currency: 'USD',
      locationIds: [],
      slotIntervalMinutes: null,
      minimumNoticeMinutes: null,
      bookingHorizonDays: null,
      active: true,
    });
  });

  it('keeps its bounds', async () => {
    const { body: service } = await app.post('services', HAIRCUT, admin);
    for (const [field, values] of Object.entries({
      durationMinutes: [0, 481, 1.5, '30', null],
      bufferBeforeMinutes: [-1, 121, null],
      bufferAfterMinutes: [-1, 121, null],
      priceCents: [-1, 0.5, '1'],
      currency: ['usd', 'ABC', 'EURO', 978],
      active: ['true', null, 1],
    })) {
      for (const value of values) {
        const expected = { status: 400, errors: [{ field }] };
        expect((await app.post('services', { ...HAIRCUT, [field]: value }, admin)).body).toMatchObject(
          expected,
        );
        expect((await app.patch(`services/${service.id}`, { [field]: value }, admin)).body).toMatchObject(
          expected,
        );
      }
    }
    expect((await app.get(`services/${service.id}`)).body).toEqual(service);
  });

  it('has no price after null, and is no longer offered after active: false', async () => {
    const { body } = await app.post('services', { ...HAIRCUT, priceCents: 3500 }, admin);
    const changed = await app.patch(`services/${body.id}`, { priceCents: null, active: false }, admin);
    expect(changed.body).toEqual({ ...body, priceCents: null, active: false, affected: [] });
  });

  it('keeps both of two changes of different fields', async () => {
    const { body } = await app.post('services', HAIRCUT, admin);
    const path = `services/${body.id}`;
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        app.patch(path, index % 2 === 0 ? { durationMinutes: 45 } : { priceCents: 4200 }, admin),
      ),
    );
    expect((await app.get(path)).body).toEqual({ ...body, durationMinutes: 45, priceCents: 4200 });
  });
});
