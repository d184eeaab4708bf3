import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../support/front-desk.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const WEEK = { weekly: [{ day: 1, windows: [{ start: '09:00', end: '17:00' }] }] };

describe('staff', () => {
  let app: TestApp;
  let here: TestShop;
  let there: TestShop;
  let admin: Person;
  let client: Person;
  let receptionist: Person;
  let manager: Person;
  let barber: Person;
  let days = 0;

  const status = async (answer: Promise<{ status: number; body: { code?: string } }>) => {
    const { status: code, body } = await answer;
    return body?.code ?? code;
  };
  const book = async (shop: TestShop, who = client) => {
    const startsAt = new Date(Date.parse('2030-01-01T10:00Z') + ++days * 86_400_000).toISOString();
    const body = { startsAt, serviceId: shop.serviceId, barberId: shop.barberIds[0] };
    const booked = await app.post<{ id: number; version: number }>('bookings', body, { token: who.token });
    expect(booked.status).toBe(201);
    return booked.body.id;
  };

  beforeAll(async () => {
    app = await startApp();
    here = await createShop(app.database, { barbers: 2 });
    there = await createShop(app.database);
    admin = await app.signUp('admin');
    client = await app.signUp();
    receptionist = await app.signUp('receptionist', [here.locationId]);
    manager = await app.signUp('manager', [here.locationId]);
    barber = await app.signUp();
    const link = { userId: barber.id };
    await app.patch(`barbers/${here.barberIds[0]}`, link, { token: admin.token });
  });
  afterAll(() => app.close());

  it('of a location see and change its bookings, and no others', async () => {
    const [ours, theirs] = [await book(here), await book(there)];
    for (const { token } of [receptionist, manager]) {
      const listed = await app.get('bookings?pageSize=100', { token });
      expect(listed.body.items.map(({ id }: { id: number }) => id)).toContain(ours);
      expect(listed.body.items.map(({ id }: { id: number }) => id)).not.toContain(theirs);
      expect(await status(app.get(`bookings/${ours}`, { token }))).toBe(200);
      expect(await status(app.patch(`bookings/${ours}`, { status: 'confirmed' }, { token }))).toBe(200);
      for (const refused of [
        app.get(`bookings/${theirs}`, { token }),
        app.patch(`bookings/${theirs}`, { notes: 'x' }, { token }),
        app.delete(`bookings/${theirs}`, { token }),
      ]) {
        expect(await status(refused)).toBe('not-found');
      }
      const away = { barberId: there.barberIds[0], locationId: there.locationId };
      expect(await status(app.patch(`bookings/${ours}`, away, { token }))).toBe('forbidden');
    }
    expect(await status(app.delete(`bookings/${ours}`, { token: receptionist.token }))).toBe(200);
    // Bookings of their own are anywhere.
    expect(await status(app.delete(`bookings/${await book(there, manager)}`, { token: manager.token }))).toBe(
      200,
    );
  });

  it('see the schedules of their location', async () => {
    const query = 'schedule?from=2030-01-01&to=2030-01-02';
    for (const { token } of [receptionist, manager]) {
      expect(await status(app.get(`barbers/${here.barberIds[1]}/${query}`, { token }))).toBe(200);
      expect(await status(app.get(`barbers/${there.barberIds[0]}/${query}`, { token }))).toBe('not-found');
    }
    expect(await status(app.get(`barbers/${here.barberIds[1]}/${query}`, barber))).toBe('not-found');
  });

  it('who manage a location change its barbers and hours, those at the desk do not', async () => {
    const ours = `barbers/${here.barberIds[1]}`;
    const theirs = `barbers/${there.barberIds[0]}`;
    const off = { startsAt: '2030-06-01T10:00Z', endsAt: '2030-06-01T11:00Z' };
    const at = ({ locationId }: TestShop) => `settings/business-hours?locationId=${locationId}`;
    const changes: [string, string, object, 'here' | 'there' | 'not theirs'][] = [
      ['PUT', `${ours}/availability`, WEEK, 'here'],
      ['PUT', `${ours}/overrides/2030-06-02`, { windows: [] }, 'here'],
      ['POST', `${ours}/time-off`, off, 'here'],
      ['PATCH', ours, { name: 'Sam', serviceIds: [here.serviceId] }, 'here'],
      ['POST', 'barbers', { name: 'Kim', locationId: here.locationId }, 'here'],
      ['PUT', at(here), { weekly: [] }, 'here'],
      ['PUT', `${theirs}/availability`, WEEK, 'there'],
      ['PUT', `${theirs}/overrides/2030-06-02`, { windows: [] }, 'there'],
      ['POST', `${theirs}/time-off`, off, 'there'],
      ['PATCH', theirs, { name: 'Sam' }, 'there'],
      ['PATCH', ours, { locationId: there.locationId }, 'there'],
      ['POST', 'barbers', { name: 'Kim', locationId: there.locationId }, 'there'],
      ['PUT', at(there), { weekly: [] }, 'there'],
      ['PATCH', ours, { userId: client.id }, 'not theirs'],
      ['POST', 'barbers', { name: 'Kim', locationId: here.locationId, userId: client.id }, 'not theirs'],
      ['PATCH', `services/${here.serviceId}`, { priceCents: 1 }, 'there'],
      ['PATCH', `services/${here.serviceId}`, { name: 'Cut' }, 'not theirs'],
    ];
    for (const [method, path, body, where] of changes) {
      const asManager = await status(app.call(method, path, { token: manager.token, body }));
      expect([method, path, asManager]).toEqual([
        method,
        path,
        where === 'here' ? (method === 'POST' ? 201 : 200) : 'forbidden',
      ]);
      const atDesk = await status(app.call(method, path, { token: receptionist.token, body }));
      expect([method, path, atDesk]).toEqual([method, path, 'forbidden']);
    }
    await app.put(at(here), { weekly: allHours() }, { token: manager.token });
  });

  it('who manage all locations set prices', async () => {
    const all = { locationIds: [here.locationId, there.locationId] };
    const { id, token } = await app.signUp('manager');
    const price = () => app.patch(`services/${here.serviceId}`, { priceCents: 4200 }, { token });
    expect(await status(price())).toBe('forbidden');
    expect((await app.patch(`users/${id}`, all, { token: admin.token })).body).toMatchObject(all);
    expect((await price()).body).toMatchObject({ priceCents: 4200 });
    expect(await status(app.patch(`users/${id}`, { locationIds: [] }, { token: admin.token }))).toBe(200);
    expect(await status(price())).toBe('forbidden');
  });

  it('are barbers as long as a barber is linked to them', async () => {
    const one = await app.signUp();
    const other = await app.signUp();
    const role = async ({ token }: Person) => (await app.get('users/me', { token })).body.role;
    const link = (userId: number | null) =>
      app.patch(`barbers/${here.barberIds[1]}`, { userId }, { token: admin.token });
    await link(one.id);
    expect([await role(one), await role(other)]).toEqual(['barber', 'client']);
    await link(other.id);
    expect([await role(one), await role(other)]).toEqual(['client', 'barber']);
    await link(null);
    expect([await role(one), await role(other)]).toEqual(['client', 'client']);
  });
});

describe('accounts, for admins', () => {
  let app: TestApp;
  let admin: Person & { email: string };
  beforeAll(async () => {
    app = await startApp();
    admin = await app.signUp('admin');
  });
  afterAll(() => app.close());

  const auth = () => ({ token: admin.token });
  const account = (name: string, role = 'receptionist') => ({
    email: `${name}@example.com`,
    name,
    role,
    password: 'correct horse battery',
  });

  it('are added, found and changed', async () => {
    const { locationId } = await createShop(app.database);
    const made = await app.post('users', { ...account('Robin'), locationIds: [locationId] }, auth());
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({
        role: 'receptionist',
        locationIds: [locationId],
        active: true,
        verified: false,
      }),
    ]);
    const { id } = made.body;
    expect(made.headers.get('location')).toBe(`/api/v1/users/${id}`);
    expect((await app.get('users?q=ROBIN@', auth())).body.items).toEqual([made.body]);
    expect((await app.get('users?role=receptionist&q=robi', auth())).body.items).toEqual([made.body]);
    expect((await app.get('users?q=%25', auth())).body.items).toEqual([]);
    await app.patch(`users/${id}`, { name: 'ÜLKÜ' }, auth());
    for (const name of ['ülkü', 'Ülkü', 'ülkü'.normalize('NFD')]) {
      expect((await app.get(`users?q=${encodeURIComponent(name)}`, auth())).body.items).toMatchObject([
        { id },
      ]);
    }
    const client = await app.patch(`users/${id}`, { role: 'client', name: 'R' }, auth());
    expect(client.body).toMatchObject({ role: 'client', name: 'R', locationIds: [] });
    expect((await app.get(`users/${id}`, auth())).body).toEqual(client.body);
  });

  it.each([
    ['email-taken', (admin2: { email: string }) => ({ ...account('x'), email: admin2.email })],
    ['locationIds', () => ({ ...account('y'), locationIds: [2_147_483_647] })],
    ['locationIds', () => ({ ...account('z', 'client'), locationIds: [1] })],
  ])('are refused with %s', async (why, body) => {
    const answer = await app.post('users', body(admin), auth());
    expect(answer.body.errors?.[0].field ?? answer.body.code).toBe(why);
  });

  it('come in pages, whose cursors belong to their filters', async () => {
    for (const name of ['p1', 'p2', 'p3']) await app.post('users', account(name, 'manager'), auth());
    const first = await app.get('users?role=manager&limit=2', auth());
    const next = await app.get(`users?role=manager&limit=2&cursor=${first.body.nextCursor}`, auth());
    expect([...first.body.items, ...next.body.items].map(({ name }) => name)).toEqual(['p1', 'p2', 'p3']);
    expect(next.body.nextCursor).toBeNull();
    for (const wrong of [first.body.nextCursor, 'x', '%00']) {
      expect((await app.get(`users?role=admin&cursor=${wrong}`, auth())).body.code).toBe('invalid-request');
    }
  });

  it('keep an admin', async () => {
    const second = await app.signUp('admin');
    expect((await app.patch(`users/${second.id}`, { active: false }, auth())).status).toBe(200);
    for (const change of [{ active: false }, { role: 'manager' }]) {
      const answer = await app.patch(`users/${admin.id}`, change, auth());
      expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    }
    expect((await app.patch(`users/${admin.id}`, { name: 'Me' }, auth())).body.name).toBe('Me');
  });

  it('lose their rights at once', async () => {
    const { id, token, email } = await app.signUp('admin');
    const cached = () => app.get('cache/stats', { token });
    await until(async () => (await cached()).status === 200);
    expect((await app.patch(`users/${id}`, { role: 'receptionist' }, auth())).status).toBe(200);
    expect((await cached()).body.code).toBe('forbidden');
    expect((await app.patch(`users/${id}`, { active: false }, auth())).status).toBe(200);
    expect((await cached()).body.code).toBe('unauthenticated');
    const password = 'correct horse battery';
    expect((await app.post('auth/login', { email, password })).body.code).toBe('invalid-credentials');
    await app.patch(`users/${id}`, { active: true }, auth());
    // The old token stays revoked.
    expect((await cached()).body.code).toBe('unauthenticated');
    expect((await app.post('auth/login', { email, password })).status).toBe(200);
  });
});

function allHours() {
  return Array.from({ length: 7 }, (_, day) => ({
    day: day + 1,
    windows: [{ start: '00:00', end: '24:00' }],
  }));
}
