import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AppointmentDto } from '../../src/booking/appointments/appointment.dto.js';
import { Cache } from '../../src/cache/cache.js';
import { DAY_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';
import { createShop, type TestShop } from '../support/shop.js';

describe('Idempotency-Key', () => {
  let app: TestApp;
  let shop: TestShop;
  let token: string;
  let other: string;
  /** Each test has a day and a key of its own. */
  let test = 0;
  let date = '';
  let key = '';

  beforeAll(async () => {
    app = await startApp();
    shop = await createShop(app.database);
    [{ token }, { token: other }] = await Promise.all([app.signUp(), app.signUp()]);
  });
  afterAll(() => app.close());
  beforeEach(() => {
    date = new Date(Date.now() + ++test * DAY_MS).toISOString().slice(0, 10);
    key = `key-${test}`;
  });

  const book = (fields: object = {}, by = token, withKey = key) =>
    app.post<AppointmentDto & { code: string }>(
      'bookings',
      {
        date,
        time: '09:00',
        timezone: 'UTC',
        barberId: shop.barberIds[0],
        serviceId: shop.serviceId,
        ...fields,
      },
      { token: by, headers: { 'idempotency-key': withKey } },
    );
  const keys = () => app.database.query('SELECT key FROM idempotency_keys WHERE key = $1', [key]);

  it('answers ten simultaneous requests with one appointment', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => book()));
    const [first] = answers;
    for (const { status, body, headers } of answers) {
      expect([status, body, headers.get('location')]).toEqual([
        201,
        first?.body,
        `/api/v1/bookings/${first?.body.id}`,
      ]);
    }
    const rows = await app.database.query('SELECT FROM appointments WHERE starts_at = $1', [
      `${date}T09:00Z`,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('answers the first result with the present status, and says that it does', async () => {
    const first = await book();
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const { id } = first.body;
    await app.patch(`bookings/${id}`, { notes: 'Changed' }, { token });
    const again = await book();
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([201, first.body, '"1"']);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(`/api/v1/bookings/${id}`);
    await app.delete(`bookings/${id}`, { token });
    const { status, ...others } = (await book()).body;
    expect(status).toBe('cancelled');
    expect(first.body).toMatchObject(others);
  });

  it('forgets what the first request changed before it answers again, since that request may have failed to', async () => {
    await book();
    const cache = app.app.get(Cache, { strict: false });
    const forget = jest.spyOn(cache, 'forget');
    const wait = jest.spyOn(cache, 'awaitLease');
    expect((await book()).status).toBe(201);
    expect(forget.mock.calls.flatMap(([tags]) => tags.map(({ tag }) => tag))).toContain(`anybody:${date}`);
    expect(wait).toHaveBeenCalled();
    forget.mockRestore();
    wait.mockRestore();
  });

  it('accepts the same fields in another order as the same request', async () => {
    const { body } = await book({ notes: 'x' });
    const again = await app.post(
      'bookings',
      `{"notes":"x","serviceId":${shop.serviceId},"barberId":${shop.barberIds[0]},"timezone":"UTC","time":"09:00","date":"${date}"}`,
      { token, headers: { 'idempotency-key': key, 'content-type': 'application/json' } },
    );
    expect(again.body).toEqual(body);
  });

  it('accepts the same fields of a client in another order as the same request', async () => {
    const { token: admin } = await app.signUp('admin');
    const address = { name: 'Nested Order', email: 'nested@example.com' };
    const { body } = await book({ client: address }, admin);
    const again = await book({ client: { email: address.email, name: address.name } }, admin);
    expect([again.status, again.body]).toEqual([201, body]);
  });

  it('refuses a different request with 422, and is separate for each user', async () => {
    await book();
    expect((await book({ time: '10:00' })).body.code).toBe('idempotency-key-reused');
    expect((await book({ notes: 'x' })).body.code).toBe('idempotency-key-reused');
    expect((await book({ time: '10:00' }, other)).status).toBe(201);
  });

  it('answers nothing again to an account that has other rights now', async () => {
    const { id, token: staff } = await app.signUp('receptionist', [shop.locationId]);
    const client = { name: 'Kim', phone: '+1 555 0199' };
    const made = await book({ client }, staff);
    expect((await book({ client }, staff)).body).toEqual(made.body);
    for (const change of [
      'DELETE FROM user_locations WHERE user_id = $1',
      `UPDATE users SET role = 'client' WHERE id = $1`,
    ]) {
      await app.database.query(change, [id]);
      await until(async () => (await app.get(`bookings/${made.body.id}`, { token: staff })).status === 404);
      const { status, body } = await book({ client }, staff);
      expect([status, body.code, JSON.stringify(body)]).toEqual([
        403,
        'forbidden',
        expect.not.stringContaining('Kim'),
      ]);
    }
  });

  it('refuses a body that is not one before it uses the key', async () => {
    await book();
    expect((await book({ date: '2027-02-30' })).status).toBe(400);
  });

  it('stores neither errors nor their keys', async () => {
    const { body: blocker } = await book({}, other, 'blocker');
    expect((await book()).body.code).toBe('slot-taken');
    expect(await keys()).toEqual([]);
    await app.delete(`bookings/${blocker.id}`, { token: other });
    expect((await book()).status).toBe(201);
  });

  it('ends after a day, and old ones are pruned', async () => {
    await book();
    const age = (interval: string) =>
      app.database.query(`UPDATE idempotency_keys SET created_at = now() - $1::interval WHERE key = $2`, [
        interval,
        key,
      ]);
    await age('23 hours 59 minutes');
    expect((await book({ time: '10:00' })).body.code).toBe('idempotency-key-reused');
    await age('24 hours 1 minute');
    expect((await book({ time: '10:00' })).status).toBe(201);
    expect((await book({ time: '10:00' })).status).toBe(201);

    await age('25 hours');
    await book({ time: '11:00' }, other, 'another');
    expect(await keys()).toEqual([]);
  });

  it('is valid again after a day, even if it was not pruned', async () => {
    await book();
    // Older ones come first: this one's turn does not come in one request.
    await app.database.query(
      `INSERT INTO idempotency_keys (user_id, key, request_hash, created_at)
       SELECT user_id, 'old-' || n, '-', now() - interval '3 days' FROM idempotency_keys, generate_series(1, 20) AS n
       WHERE key = $1`,
      [key],
    );
    await app.database.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '2 days' WHERE key = $1`,
      [key],
    );
    expect((await book({ time: '10:00' })).body.time).toBe('10:00');
    expect((await book({ time: '10:00' })).body.time).toBe('10:00');
    expect((await book()).body.code).toBe('idempotency-key-reused');
  });

  it.each([
    ['with a space', 'a b'],
    ['of no characters', ''],
    ['of 256 characters', 'k'.repeat(256)],
    ['beyond ASCII', 'k\u00e9y'],
  ])('is refused %s', async (_, malformed) => {
    const { status, body } = await book({}, token, malformed);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
  });

  it('are limited for each account, but repetitions are answered', async () => {
    const { id, token: by } = await app.signUp();
    const first = await book({}, by);
    expect(first.status).toBe(201);
    await app.database.query(
      `INSERT INTO idempotency_keys (user_id, key, request_hash) SELECT $1, 'many ' || n, '-' FROM generate_series(2, 10000) n`,
      [id],
    );
    expect((await book({}, by)).body.id).toBe(first.body.id);
    const refused = await book({ time: '15:00' }, by, `${key}-again`);
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'rate-limited',
      '3600',
    ]);
    const [{ made }] = await app.database.query<any>(
      'SELECT count(*)::int AS made FROM appointments WHERE user_id = $1',
      [id],
    );
    expect(made).toBe(1);
    // Those of yesterday do not count.
    await app.database.query(
      `UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE user_id = $1`,
      [id],
    );
    expect((await book({ time: '15:00' }, by, `${key}-again`)).status).toBe(201);
  });

  it('may have 255 characters', async () => {
    expect((await book({}, token, 'k'.repeat(255))).status).toBe(201);
  });
});
