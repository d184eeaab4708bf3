import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditRetention } from '../../src/auth/audit/audit.retention.js';
import { startApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/front-desk.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

interface Entry {
  readonly id: number;
  readonly area: string;
  readonly action: string;
  readonly userId: number | null;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly changes: readonly Record<string, unknown>[];
  readonly result: Record<string, unknown>;
}

let app: TestApp;
let shop: TestShop;
let admin: Person & { email: string };

beforeAll(async () => {
  app = await startApp({ AUDIT_DAYS: '30' });
  shop = await createShop(app.database, { barbers: 2 });
  admin = await app.signUp('admin');
});
afterAll(() => app.close());

const auth = (id = '') => ({ token: admin.token, headers: id === '' ? {} : { 'x-request-id': id } });
const entries = async (query = ''): Promise<Entry[]> =>
  (await app.get(`audit?limit=100${query}`, auth())).body.items;
/** The entries of one request. */
const of = async (requestId: string) => (await entries()).filter((entry) => entry.requestId === requestId);

describe('the audit', () => {
  it('reveals a change who made it, of what, and from where, but no value', async () => {
    const made = await app.post('barbers', { name: 'Secret Sam', locationId: shop.locationId }, auth('made'));
    const { id } = made.body;
    await app.patch(`barbers/${id}`, { name: 'Secret Sue', hidden: true }, auth('changed'));
    const [created] = await of('made');
    expect(created).toMatchObject({
      area: 'shop',
      action: 'POST /barbers',
      userId: admin.id,
      address: '127.0.0.1',
      user: { email: admin.email, name: 'A admin' },
    });
    expect(created?.changes).toContainEqual({
      object: 'barbers',
      id,
      operation: 'created',
      fields: [],
      reason: null,
    });
    const [changed] = await of('changed');
    expect(changed?.changes).toEqual([
      {
        object: 'barbers',
        id,
        operation: 'changed',
        fields: expect.arrayContaining(['name', 'hidden']),
        reason: null,
      },
    ]);
    expect(JSON.stringify(await entries())).not.toContain('Secret');
  });

  it('is written with the change or not at all', async () => {
    await app.patch(`barbers/${shop.barberIds[0]}`, { hidden: false }, auth('nothing'));
    await app.patch(`barbers/${shop.barberIds[0]}`, { locationId: 2_147_483_647 }, auth('refused'));
    await app.put(
      `barbers/${shop.barberIds[0]}/overrides/2030-05-05?preview=true`,
      { windows: [] },
      auth('preview'),
    );
    for (const id of ['nothing', 'refused', 'preview']) expect(await of(id)).toEqual([]);
    await app.database.query(`ALTER TABLE audit ADD CONSTRAINT refused CHECK (request_id <> 'lost')`);
    const lost = await app.put(
      `barbers/${shop.barberIds[0]}/overrides/2030-05-05`,
      { windows: [] },
      auth('lost'),
    );
    expect(lost.status).toBe(500);
    expect((await app.get(`barbers/${shop.barberIds[0]}/availability`)).body.overrides).toEqual([]);
    await app.database.query('ALTER TABLE audit DROP CONSTRAINT refused');
  });

  it('has the appointments that staff make, move and cancel, with what they went beyond and why', async () => {
    const client = await app.signUp();
    const at = (time: string) => ({
      startsAt: `2030-03-05T${time}Z`,
      serviceId: shop.serviceId,
      barberId: shop.barberIds[0],
    });
    const beyond = { override: ['grid'], overrideReason: 'Waits outside' };
    const who = { client: { name: 'Hidden Helen', email: 'helen@example.com' } };
    const { id } = (await app.post('bookings', { ...at('09:10'), ...who, ...beyond }, auth('book'))).body;
    await app.patch(`bookings/${id}`, at('11:00'), auth('move'));
    await app.patch(`bookings/${id}`, { priceCents: 100, notes: 'Hidden notes' }, auth('price'));
    await app.post(`bookings/${id}/cancel`, { reason: 'Helen is ill' }, auth('cancel'));
    const [book, move, price, cancel] = [
      await of('book'),
      await of('move'),
      await of('price'),
      await of('cancel'),
    ];
    expect(book).toEqual([expect.objectContaining({ area: 'booking', action: 'POST /bookings' })]);
    expect(book[0]?.changes).toContainEqual({
      object: 'appointments',
      id,
      operation: 'created',
      fields: [],
      override: ['grid'],
      reason: 'Waits outside',
    });
    expect(book[0]?.changes).toContainEqual(
      expect.objectContaining({ object: 'clients', operation: 'created' }),
    );
    expect(move[0]?.changes).toEqual([
      {
        object: 'appointments',
        id,
        operation: 'changed',
        fields: ['endsAt', 'startsAt', 'blockedFrom', 'blockedUntil'],
        reason: null,
      },
    ]);
    expect(price[0]?.changes[0]?.['fields']).toEqual(expect.arrayContaining(['priceCents', 'notes']));
    expect(cancel[0]?.changes).toContainEqual(
      expect.objectContaining({ id, fields: expect.arrayContaining(['status']), reason: 'Helen is ill' }),
    );
    expect((await entries(`&object=appointments&objectId=${id}`)).map(({ requestId }) => requestId)).toEqual([
      'cancel',
      'price',
      'move',
      'book',
    ]);
    const stored = await app.database.query<{ row: string }>('SELECT audit::text AS row FROM audit');
    expect(stored.filter(({ row }) => /Helen|Waits|Hidden/.test(row))).toEqual([]);
    // What clients do with their own appointments is no matter of the audit.
    const own = await app.post('bookings', at('15:00'), {
      token: client.token,
      headers: { 'x-request-id': 'own' },
    });
    expect([own.status, await of('own')]).toEqual([201, []]);
  });

  it('has changes of rights, of accounts and of clients', async () => {
    const person = await app.signUp();
    await app.patch(`users/${person.id}`, { role: 'manager', locationIds: [shop.locationId] }, auth('role'));
    const [entry] = await of('role');
    expect(entry).toMatchObject({ area: 'account', userId: admin.id });
    expect(entry?.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ object: 'users', id: person.id, fields: ['role'] }),
        expect.objectContaining({ object: 'user_locations', id: shop.locationId, operation: 'created' }),
      ]),
    );
    const { id } = (await app.post('clients', { name: 'Hidden Hugo' }, auth('client'))).body;
    await app.patch(`clients/${id}`, { name: 'Hidden Hans', blocked: true }, auth('block'));
    expect((await of('block'))[0]?.changes).toEqual([
      { object: 'clients', id, operation: 'changed', fields: ['name', 'blocked'], reason: null },
    ]);
    const other = await app.signUp();
    const headers = { 'x-request-id': 'own-name' };
    await app.patch('users/me', { name: 'Hidden Hilda' }, { token: other.token, headers });
    expect((await of('own-name'))[0]).toMatchObject({
      userId: other.id,
      area: 'account',
      changes: [{ fields: ['name'] }],
    });
    await app.patch('businesses/1', { name: 'Our shop' }, auth('business'));
    expect((await of('business'))[0]?.changes).toEqual([
      expect.objectContaining({ object: 'businesses', id: 1, fields: ['name'] }),
    ]);
  });

  it('has logins of staff, and failed ones', async () => {
    const client = await app.signUp();
    await app.post(
      'auth/login',
      { email: admin.email, password: 'correct horse battery' },
      { headers: { 'x-request-id': 'in' } },
    );
    expect(await of('in')).toEqual([
      expect.objectContaining({ area: 'login', action: 'login', userId: admin.id }),
    ]);
    expect(await entries(`&area=login&action=login&userId=${client.id}`)).toEqual([]);
    for (let n = 0; n < 3; n++) await app.post('auth/login', { email: client.email, password: 'x' });
    await app.post('auth/login', { email: 'unknown@example.com', password: 'x' });
    const failed = () => entries('&action=login%20failed');
    const sum = (list: readonly Entry[], userId: number | null) =>
      list
        .filter((entry) => entry.userId === userId)
        .reduce((all, { result }) => all + Number(result['count']), 0);
    await until(async () => sum(await failed(), client.id) === 3 && sum(await failed(), null) === 1);
    expect((await failed())[0]).toMatchObject({ address: '127.0.0.1', result: { reason: 'credentials' } });
    // Staff are named, clients are not.
    expect(JSON.stringify(await failed())).not.toContain(client.email);
  });

  it('comes in pages, whose cursors belong to their filters', async () => {
    const all = await entries();
    const first = await app.get('audit?limit=3&total=true', auth());
    const next = await app.get(`audit?limit=3&cursor=${first.body.nextCursor}`, auth());
    expect([...first.body.items, ...next.body.items].map(({ id }) => id)).toEqual(
      all.slice(0, 6).map(({ id }) => id),
    );
    expect(first.body.total).toBe(all.length);
    const wrong = await app.get(`audit?area=shop&cursor=${first.body.nextCursor}`, auth());
    expect(wrong.status).toBe(400);
    const now = new Date().toISOString();
    expect(await entries(`&to=${now}`)).toHaveLength(all.length);
    expect(await entries(`&from=${now}`)).toEqual([]);
    const cache = await app.get('cache/audit?limit=1', auth());
    expect([cache.status, cache.body]).toEqual([200, { items: [], nextCursor: null }]);
  });

  it('is kept for AUDIT_DAYS', async () => {
    await app.database.query(
      `INSERT INTO audit (at, area, action) SELECT now() - n * interval '1 day', 'shop', 'old' FROM generate_series(29, 1500) n`,
    );
    await app.app.get(AuditRetention, { strict: false }).prune();
    expect(await entries('&action=old')).toHaveLength(1);
  });

  it('forgets from where an account was used that is erased', async () => {
    const { id, token } = await app.signUp();
    const headers = { 'x-request-id': 'end' };
    await app.patch('users/me', { name: 'Kim' }, { token });
    expect((await app.delete('users/me', { token, headers })).status).toBe(204);
    const own = await entries(`&userId=${id}`);
    expect(own.map(({ address, changes }) => [address, changes[0]?.['operation']])).toEqual([
      [null, 'removed'],
      [null, 'changed'],
    ]);
  });
});
