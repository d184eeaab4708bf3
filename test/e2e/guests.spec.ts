import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../src/time/durations.js';
import { FrontDesk, type Person } from '../support/front-desk.js';

let desk: FrontDesk;
let admin: Person;

beforeAll(async () => {
  desk = await FrontDesk.open({ GUEST_BOOKINGS_PER_HOUR: '0' });
  ({ admin } = desk);
});
afterAll(() => desk.close());
beforeEach(() => void desk.nextDay());

const allow = (guestBooking: boolean, more: object = {}) =>
  desk.app.patch('settings/booking', { guestBooking, ...more }, admin);
let guests = 0;
const guest = () => ({ name: 'Guest Lee', email: `guest${++guests}@example.com` });

function book(fields: object = {}, headers: Record<string, string> = {}) {
  const { date, shop } = desk;
  const body = {
    date,
    time: '09:00',
    barberId: shop.barberIds[0],
    serviceId: shop.serviceId,
    client: guest(),
    ...fields,
  };
  return desk.app.post('bookings', body, { headers });
}

it('are turned away, with the reason, until a business lets them book', async () => {
  const refused = await book();
  expect([refused.status, refused.body.code]).toEqual([401, 'unauthenticated']);
  expect((await desk.app.get('settings/booking/public')).body.guestBooking).toBe(false);
  expect((await allow(true)).status).toBe(200);
  expect((await desk.app.get('settings/booking/public')).body.guestBooking).toBe(true);
});

it('and staff who name the same new client at the same time book for one', async () => {
  const hours = ['09:00', '10:00', '11:00'];
  for (const who of [undefined, admin]) {
    const client = guest();
    const { shop, date } = { shop: desk.shop, date: desk.nextDay() };
    const made = await Promise.all(
      hours.map((time) =>
        desk.app.post(
          'bookings',
          { date, time, barberId: shop.barberIds[0], serviceId: shop.serviceId, client },
          { ...who },
        ),
      ),
    );
    expect(made.map(({ status, body }) => body.code ?? status)).toEqual([201, 201, 201]);
    const rows = await desk.app.database.query('SELECT FROM clients WHERE email = $1', [client.email]);
    expect(rows).toHaveLength(1);
  }
});

it('book with a name and an address, and see, move and cancel by their link only', async () => {
  const client = { name: 'Guest Lee', email: 'guest-lee@example.com', phone: '+1 555 0142' };
  const made = await book({ client, notes: 'Short' });
  expect(made.status).toBe(201);
  expect(made.headers.get('cache-control')).toBe('private, no-store');
  const { manageToken, ...booking } = made.body;
  expect(Buffer.from(manageToken, 'base64url')).toHaveLength(16);
  expect(booking).toMatchObject({
    status: 'confirmed',
    userId: null,
    createdBy: null,
    client: { id: expect.any(Number), ...client },
    notes: 'Short',
  });
  const path = `guest-bookings/${manageToken}`;
  const read = await desk.app.get(path);
  expect([read.status, read.body]).toEqual([200, booking]);
  expect(read.headers.get('etag')).toBe('"1"');
  expect(read.headers.get('cache-control')).toBe('private, no-store');
  // The link is not an account's to ignore, nor does the id help.
  expect((await desk.app.get(path, { token: 'nonsense' })).status).toBe(200);
  expect((await desk.app.get(`bookings/${booking.id}`)).status).toBe(401);
  expect((await desk.app.get(`guest-bookings/${booking.id}`)).status).toBe(404);

  const stale = await desk.app.patch(
    path,
    { time: '09:30', date: desk.date },
    { headers: { 'if-match': '"7"' } },
  );
  expect([stale.status, stale.body.code]).toEqual([412, 'version-mismatch']);
  const moved = await desk.app.patch(path, { time: '09:40', date: desk.date });
  expect([moved.status, moved.body.code]).toEqual([422, 'outside-availability']);
  const well = await desk.app.patch(path, { time: '10:00', date: desk.date, notes: 'Long' });
  expect(well.body).toMatchObject({ time: '10:00', notes: 'Long', version: 2, client });
  for (const body of [
    { durationMinutes: 5 },
    { override: ['hours'] },
    { priceCents: 0 },
    { status: 'completed' },
  ]) {
    expect((await desk.app.patch(path, body)).status).toBe(403);
  }
  const seen = await desk.app.get(`bookings/${booking.id}`, admin);
  expect(seen.body).toMatchObject({ createdBy: null, client });
  const cancelled = await desk.app.delete(path);
  expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
  expect((await desk.app.delete(path)).body.code).toBe('already-cancelled');
  expect((await desk.app.get(path)).body.status).toBe('cancelled');
});

it('have links that are hashed at rest, and end a day after the start, as if they had never been', async () => {
  const { body } = await book();
  const rows = await desk.app.database.query<{ all: string }>(
    'SELECT row_to_json(guest_tokens)::text AS all FROM guest_tokens',
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map((row) => row.all).join()).not.toContain(body.manageToken);
  const path = `guest-bookings/${body.manageToken}`;
  const start = Date.parse(body.startsAt);
  const { instance: _, ...unknown } = (await desk.app.get('guest-bookings/AAAAAAAAAAAAAAAAAAAAAA')).body;
  await desk.at(start + DAY_MS - HOUR_MS, async () => expect((await desk.app.get(path)).status).toBe(200));
  await desk.at(start + DAY_MS + HOUR_MS, async () => {
    const ended = await desk.app.get(path);
    expect([ended.status, ended.body]).toEqual([404, { ...unknown, instance: expect.any(String) }]);
    expect((await desk.app.patch(path, { notes: 'x' })).body).toMatchObject(unknown);
    expect((await desk.app.delete(path)).body).toMatchObject(unknown);
  });
  expect((await desk.app.get(path)).status).toBe(200);
});

it('must say who they are, and ask for nothing that only staff may', async () => {
  const codes = async (fields: object) => {
    const { status, body } = await book(fields);
    return [status, body.code];
  };
  expect(await codes({ client: undefined })).toEqual([400, 'invalid-request']);
  expect(await codes({ client: { name: 'Nobody' } })).toEqual([400, 'invalid-request']);
  expect(await codes({ client: { email: 'a@example.com' } })).toEqual([400, 'invalid-request']);
  expect(await codes({ clientId: 1 })).toEqual([401, 'unauthenticated']);
  expect(await codes({ override: ['hours'] })).toEqual([401, 'unauthenticated']);
  expect(await codes({ time: '03:00' })).toEqual([422, 'outside-availability']);
  expect(await codes({ serviceId: 2147483647 })).toEqual([404, 'not-found']);
});

it('learn nothing of a client whom the shop knows already, and are held to their limits', async () => {
  const known = { name: 'Known Person', email: 'known@example.com', phone: '+1 555 0177' };
  const { body: client } = await desk.app.post('clients', { ...known, notes: 'Allergic' }, admin);
  const made = await book({ client: { name: 'Some One', email: known.email } });
  expect(made.status).toBe(201);
  expect(made.body.client).toBeNull();
  expect(JSON.stringify(made.body)).not.toContain('Known');
  expect((await desk.app.get(`guest-bookings/${made.body.manageToken}`)).body.client).toBeNull();
  expect((await desk.app.get(`bookings/${made.body.id}`, admin)).body.client).toMatchObject({
    id: client.id,
  });

  await allow(true, { clientOverlap: false, maxOpenBookingsPerClient: 2 });
  const again = (fields: object) => book({ client: { name: 'X', phone: '0015550177' }, ...fields });
  expect((await again({ barberId: desk.shop.barberIds[1] })).body.code).toBe('client-busy');
  expect((await again({ time: '10:00' })).status).toBe(201);
  expect((await again({ time: '11:00' })).body.code).toBe('too-many-bookings');
  await desk.app.patch(`clients/${client.id}`, { blocked: true }, admin);
  expect((await again({ time: '11:00' })).body.code).toBe('client-blocked');
  await allow(true, { clientOverlap: true, maxOpenBookingsPerClient: 0 });
});

it.each([
  ['the appointment is given to another client', 'change'],
  ['they are merged into a client of the shop', 'merge'],
  ['a client of the shop is merged into them', 'absorb'],
  ['the shop writes down more about them', 'learn'],
])('keep a link that reveals nothing about a person once %s', async (_, how) => {
  const headers = { 'idempotency-key': `another-${how}` };
  const client = guest();
  const { body: booked } = await book({ client }, headers);
  const known = { name: 'Known Person', email: `known-${how}@example.com`, phone: `+1 555 02${how.length}` };
  const { body: other } = await desk.app.post('clients', known, admin);
  const merge = async (from: number, intoId: number) =>
    desk.app.post(`clients/${from}/merge`, { intoId }, admin);
  const { status } = await {
    change: async () => desk.app.patch(`bookings/${booked.id}`, { clientId: other.id }, admin),
    merge: async () => merge(booked.client.id, other.id),
    absorb: async () => merge(other.id, booked.client.id),
    learn: async () => desk.app.patch(`clients/${booked.client.id}`, { phone: '+1 555 0288' }, admin),
  }[how as 'merge']();
  expect(status).toBe(200);
  const { body: again } = await book({ client }, headers);
  for (const token of [booked.manageToken, again.manageToken]) {
    const path = `guest-bookings/${token}`;
    const answers = [
      await desk.app.get(path),
      await desk.app.patch(path, { notes: token }),
      await desk.app.patch(path, { date: desk.nextDay(), time: '10:00' }),
      ...(token === again.manageToken ? [await desk.app.delete(path)] : []),
    ];
    for (const answer of answers) expect([answer.status, answer.body.client]).toEqual([200, null]);
  }
});

it('make no appointment for an account before its owner has proved that the address is theirs', async () => {
  const [client, password] = [guest(), 'correct horse battery'];
  const { body: account } = await desk.app.post('auth/register', { ...client, password });
  const { body: login } = await desk.app.post('auth/login', { email: client.email, password });
  const { body: booked } = await book({ client });
  const seen = () => desk.app.get(`bookings/${booked.id}`, { token: login.accessToken });
  expect((await seen()).status).toBe(404);
  await desk.app.database.query('UPDATE users SET verified_at = now() WHERE id = $1', [account.id]);
  expect((await seen()).body).toMatchObject({ id: booked.id, userId: account.id });
  const { body: later } = await book({ client, time: '11:00' });
  expect((await desk.app.get(`bookings/${later.id}`, { token: login.accessToken })).status).toBe(200);
});

it('leave no stored answer behind when the client whom the shop knew is erased', async () => {
  const client = guest();
  const { body: known } = await desk.app.post('clients', client, admin);
  const made = await book({ client, notes: 'Notemark' }, { 'idempotency-key': 'guest-of-known' });
  expect([made.status, made.body.client]).toEqual([201, null]);
  expect((await desk.app.delete(`clients/${known.id}`, admin)).status).toBe(204);
  const stored = await desk.app.database.query<{ all: string }>(
    'SELECT row_to_json(guest_idempotency_keys)::text AS all FROM guest_idempotency_keys',
  );
  expect(stored.map((row) => row.all).join()).not.toContain('Notemark');
});

it('nor do staff who book by that address', async () => {
  const client = guest();
  const { token, id } = await desk.app.signUp();
  await desk.app.patch('users/me', client, { token });
  const { body: booked } = await desk.book({ client }, admin);
  const seen = () => desk.app.get(`bookings/${booked.id}`, { token });
  expect([booked.userId, (await seen()).status]).toEqual([null, 404]);
  await desk.app.database.query('UPDATE users SET verified_at = now() WHERE id = $1', [id]);
  expect((await seen()).body).toMatchObject({ id: booked.id, userId: id });
});

it('are answered again for the same key from the same address, with a link that works', async () => {
  const client = guest();
  const headers = { 'idempotency-key': 'guest-key' };
  const first = await book({ client }, headers);
  const again = await book({ client }, headers);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.body).toEqual({ ...first.body, manageToken: expect.stringMatching(/^[\w-]{22}$/) });
  for (const { body } of [first, again]) {
    expect((await desk.app.get(`guest-bookings/${body.manageToken}`)).body.id).toBe(first.body.id);
  }
  expect((await book({ client, time: '10:00' }, headers)).body.code).toBe('idempotency-key-reused');
  const stored = await desk.app.database.query<{ all: string }>(
    'SELECT row_to_json(guest_idempotency_keys)::text AS all FROM guest_idempotency_keys',
  );
  const everything = stored.map((row) => row.all).join();
  expect(everything).not.toContain(first.body.manageToken);
  expect(everything).not.toContain('127.0.0.1');

  const { body: seen } = await desk.app.get(`bookings/${first.body.id}`, admin);
  expect((await desk.app.delete(`clients/${seen.client.id}`, admin)).status).toBe(204);
  expect((await book({ client }, headers)).status).toBe(404);
  expect((await desk.app.get(`guest-bookings/${first.body.manageToken}`)).status).toBe(404);
});

it('have ten links to an appointment at most, and none that has ended is kept', async () => {
  const { date } = desk;
  const client = guest();
  const headers = { 'idempotency-key': 'guest-key-of-many' };
  const first = await book({ client }, headers);
  let last = first;
  for (let n = 0; n < 11; n++) last = await book({ client }, headers);
  const read = async ({ body }: typeof first) =>
    (await desk.app.get(`guest-bookings/${body.manageToken}`)).status;
  expect([await read(first), await read(last)]).toEqual([404, 200]);
  const links = async () =>
    desk.app.database.query('SELECT FROM guest_tokens WHERE appointment_id = $1', [first.body.id]);
  expect(await links()).toHaveLength(10);

  await desk.at(Date.parse(first.body.startsAt) + 2 * DAY_MS, async () => {
    const bookIn = (days: number) =>
      book({ date: new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10) });
    expect((await bookIn(4)).status).toBe(201);
    // The clock of this instance may be wrong.
    expect(await links()).toHaveLength(10);
    await desk.app.database.query(
      `UPDATE appointments SET (starts_at, ends_at, blocked_from, blocked_until) = (starts_at - past, ends_at - past,
         blocked_from - past, blocked_until - past) FROM (SELECT interval '9 years' AS past) _ WHERE id = $1`,
      [first.body.id],
    );
    expect((await bookIn(5)).status).toBe(201);
  });
  expect(await links()).toHaveLength(0);
});
