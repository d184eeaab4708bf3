import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

const DATE = '2027-03-15';

let app: TestApp;
let shop: TestShop;
let admin: { token: string };
let client: { token: string };

beforeAll(async () => {
  app = await startApp();
  shop = await createShop(app.database, { barbers: 3, horizonDays: 3650 });
  [admin, client] = [await app.signUp('admin'), await app.signUp()];
});
afterAll(() => app.close());

const ids = (body: { items: { id: number }[] }) => body.items.map(({ id }) => id);

describe.each(['barbers', 'services', 'locations', 'businesses'])('/%s', (path) => {
  const caller = () => (path === 'businesses' ? client : undefined);

  it('is read page by page, each item once', async () => {
    for (const name of ['A', 'B', 'C']) {
      const fields = { timezone: 'UTC', durationMinutes: 30, locationId: shop.locationId };
      const own = {
        barbers: ['locationId'],
        services: ['durationMinutes'],
        locations: ['timezone'],
      } as Record<string, string[]>;
      const named = Object.fromEntries(
        (own[path] ?? []).map((field) => [field, fields[field as keyof typeof fields]]),
      );
      expect((await app.post(path, { name, ...named }, admin)).status).toBe(201);
    }
    const { body: whole } = await app.get(path, caller());
    expect(whole.nextCursor).toBeNull();
    const found: number[] = [];
    let query = 'limit=2&total=true';
    for (;;) {
      const { body } = await app.get(`${path}?${query}`, caller());
      expect(body).toMatchObject({ total: whole.items.length, totalIsCapped: false });
      found.push(...ids(body));
      if (body.nextCursor === null) break;
      query = `limit=2&total=true&cursor=${body.nextCursor}`;
    }
    expect(found).toEqual(ids(whole));
    expect((await app.get(`${path}?limit=101`, caller())).status).toBe(400);
    expect((await app.get(`${path}?cursor=x`, caller())).status).toBe(400);
  });
});

it('a cursor belongs to its list and its filters', async () => {
  const { nextCursor } = (await app.get(`barbers?limit=1&locationId=${shop.locationId}`)).body;
  expect((await app.get(`barbers?locationId=${shop.locationId}&cursor=${nextCursor}`)).status).toBe(200);
  for (const other of ['barbers?', 'barbers?locationId=999&', 'services?', 'locations?']) {
    expect((await app.get(`${other}cursor=${nextCursor}`)).status).toBe(400);
  }
});

it.each(['barbers', 'barbers/1', 'services', 'services/1', 'locations', 'locations/1'])(
  '%s comes from the cache, with its ETag, until it changes',
  async (path) => {
    const first = await app.get(path);
    const again = await app.get(path);
    expect(again.headers.get('cache-status')).toContain('hit');
    const etag = again.headers.get('etag') ?? '';
    expect(etag).toBe(first.headers.get('etag'));
    expect((await app.get(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const [collection] = path.split('/');
    const renamed = `Renamed for ${path}`;
    expect((await app.patch(`${collection}/1`, { name: renamed }, admin)).status).toBe(200);
    const after = await app.get(path);
    expect(after.headers.get('etag')).not.toBe(etag);
    expect(JSON.stringify(after.body)).toContain(renamed);
  },
);

it('public answers have no userId, not even for clients; staff’s do', async () => {
  const user = await app.signUp('barber');
  const { body: barber } = await app.post(
    'barbers',
    { name: 'Lin', locationId: shop.locationId, userId: user.id },
    admin,
  );
  expect(barber.userId).toBe(user.id);
  for (const path of ['barbers', `barbers?locationId=${shop.locationId}`, `barbers/${barber.id}`]) {
    for (const caller of [undefined, client]) {
      expect(JSON.stringify((await app.get(path, caller)).body)).not.toContain('userId');
    }
    expect(JSON.stringify((await app.get(path, admin)).body)).toContain(`"userId":${user.id}`);
  }
});

describe('who or what is no longer there', () => {
  const slots = async (query: string) =>
    (await app.get(`bookings/available-slots?date=${DATE}&serviceId=${gone.serviceId}&${query}`)).body;
  const offered = async (query: string) =>
    new Set(((await slots(query)).slots as { barberIds: number[] }[]).flatMap(({ barberIds }) => barberIds));
  const next = async (query: string) =>
    (await app.get(`bookings/next-available?date=${DATE}&serviceId=${gone.serviceId}&${query}`)).body.next;
  const book = async (fields: object) =>
    app.post('bookings', { date: DATE, serviceId: gone.serviceId, ...fields }, client);
  const listed = async (path: string, caller?: { token: string }) => ids((await app.get(path, caller)).body);

  let gone: TestShop;
  beforeAll(async () => {
    gone = await createShop(app.database, { barbers: 2, horizonDays: 3650 });
  });

  it('a barber who left is neither listed nor bookable, and can come back', async () => {
    const [first, second] = gone.barberIds as [number, number];
    const at = `locationId=${gone.locationId}`;
    expect(await offered(at)).toEqual(new Set([first, second]));
    expect((await app.patch(`barbers/${first}`, { active: false }, admin)).body.active).toBe(false);
    expect(await listed(`barbers?${at}`)).toEqual([second]);
    expect(await listed('barbers')).not.toContain(first);
    expect(await listed(`barbers?${at}`, admin)).toEqual([first, second]);
    expect(await offered(at)).toEqual(new Set([second]));
    expect((await slots(`barberId=${first}`)).slots).toEqual([]);
    expect(await next(`barberId=${first}`)).toBeNull();
    expect((await next(at)).barberId).toBe(second);
    const refused = await book({ time: '09:00', barberId: first });
    expect([refused.status, refused.body.code]).toEqual([422, 'outside-availability']);
    expect((await book({ time: '09:00', locationId: gone.locationId })).body.barberId).toBe(second);
    expect((await book({ time: '09:00', locationId: gone.locationId })).body.code).toBe('slot-taken');
    expect((await app.get(`barbers/${first}`)).body).toMatchObject({ id: first, active: false });
    await app.patch(`barbers/${first}`, { active: true }, admin);
    expect(await listed(`barbers?${at}`)).toEqual([first, second]);
    expect((await book({ time: '09:00', barberId: first })).status).toBe(201);
  });

  it('a hidden barber is not listed, and booked only by name', async () => {
    const [first, second] = gone.barberIds as [number, number];
    const at = `locationId=${gone.locationId}`;
    await app.patch(`barbers/${first}`, { hidden: true }, admin);
    expect(await listed(`barbers?${at}`)).toEqual([second]);
    expect(await offered(at)).toEqual(new Set([second]));
    expect((await book({ time: '11:00', barberId: first })).status).toBe(201);
    expect((await book({ time: '12:00', locationId: gone.locationId })).body.barberId).toBe(second);
    await app.patch(`barbers/${first}`, { hidden: false }, admin);
  });

  it('a closed location is not listed, its barbers neither, and nothing is offered there', async () => {
    const [first] = gone.barberIds as [number];
    await app.patch(`locations/${gone.locationId}`, { active: false }, admin);
    expect(await listed('locations')).not.toContain(gone.locationId);
    expect(await listed('locations', admin)).toContain(gone.locationId);
    expect(await listed('barbers')).not.toContain(first);
    expect(await offered(`locationId=${gone.locationId}`)).toEqual(new Set());
    expect((await slots(`barberId=${first}`)).slots).toEqual([]);
    expect((await book({ time: '15:00', barberId: first })).body.code).toBe('outside-availability');
    await app.patch(`locations/${gone.locationId}`, { active: true }, admin);
    expect((await book({ time: '15:00', barberId: first })).status).toBe(201);
  });

  it('requests that name no location mean the first one that clients can see', async () => {
    const { body: before } = await app.get('settings/business-hours');
    await app.patch(`locations/${before.locationId}`, { active: false }, admin);
    const { body: after } = await app.get('settings/business-hours');
    expect(after.locationId).not.toBe(before.locationId);
    expect((await app.get(`bookings/available-slots?date=${DATE}`)).body.locationId).toBe(after.locationId);
    await app.patch(`locations/${before.locationId}`, { active: true }, admin);
    expect((await app.get('settings/business-hours')).body.locationId).toBe(before.locationId);
  });

  it('a service that is not active is shown to staff only', async () => {
    await app.patch(`services/${gone.serviceId}`, { active: false }, admin);
    for (const caller of [undefined, client]) {
      expect(await listed('services', caller)).not.toContain(gone.serviceId);
      expect((await app.get(`services/${gone.serviceId}`, caller)).status).toBe(404);
    }
    expect(await listed('services', admin)).toContain(gone.serviceId);
    expect((await app.get(`services/${gone.serviceId}`, admin)).status).toBe(200);
  });
});
