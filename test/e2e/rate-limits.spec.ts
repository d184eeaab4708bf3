import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ApiAnswer, startApp, type TestApp } from '../support/app.js';
import { MailServer } from '../support/mail-server.js';
import { createShop, type TestShop } from '../support/shop.js';

const SETTINGS = {
  TRUST_PROXY: '1',
  RATE_LIMIT_PER_MINUTE: '110',
  LOGIN_FAILURES_PER_MINUTE: '1',
  GUEST_BOOKINGS_PER_HOUR: '1',
  PUBLIC_URL: 'https://shop.example',
};
const WRONG = 'wrong password';

let app: TestApp;
let mail: MailServer;
let shop: TestShop;
beforeAll(async () => {
  mail = await MailServer.start();
  app = await startApp({ ...SETTINGS, MAIL_URL: mail.url });
  shop = await createShop(app.database, { barbers: 2 });
  await app.database.query('UPDATE booking_settings SET guest_booking = true');
});
afterAll(async () => {
  await app.close();
  await mail.stop();
});

let hosts = 0;
let days = 1;
const newAddress = () => `192.0.2.${++hosts}`;
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const login = (email: string, address: string) =>
  app.post('auth/login', { email, password: WRONG }, from(address));
const book = (client: object, address: string) =>
  app.post(
    'bookings',
    { startsAt: `2030-01-0${++days}T10:00Z`, barberId: shop.barberIds[0], serviceId: shop.serviceId, client },
    from(address),
  );
/** @returns the answer to the last of several requests */
async function last(
  count: number,
  request: (n: number) => Promise<Pick<ApiAnswer<unknown>, 'status' | 'headers'>>,
) {
  for (let n = 1; n < count; n++) await request(n);
  return request(count);
}

/** By the name of each limit: its policy, and a request that it refuses. */
const LIMITS: Record<string, [policy: string, refused: () => ReturnType<typeof last>]> = {
  address: [
    'q=110;w=60',
    () => {
      const address = newAddress();
      return last(111, () => app.get('locations', from(address)));
    },
  ],
  login: [
    'q=1;w=60',
    () => {
      const address = newAddress();
      return last(2, () => login('ann@example.com', address));
    },
  ],
  'login-address': [
    'q=10;w=600',
    () => {
      const address = newAddress();
      return last(11, (n) => login(`person${n}@example.com`, address));
    },
  ],
  'login-account': ['q=10;w=3600', () => last(11, () => login('ben@example.com', newAddress()))],
  'address-change': [
    'q=10;w=3600',
    async () => {
      const [one, other] = [await app.signUp(), await app.signUp()];
      return last(11, () => app.patch('users/me', { email: other.email }, { token: one.token }));
    },
  ],
  'address-change-network': [
    'q=100;w=3600',
    async () => {
      const [{ token }, { email }] = [await app.signUp(), await app.signUp()];
      const by = { token, ...from(newAddress()) };
      return last(101, () => app.patch('users/me', { email }, by));
    },
  ],
  'mail-recipient': [
    'q=5;w=3600',
    async () => {
      const { token } = await app.signUp();
      // The registration was the first.
      return last(5, () => app.post('users/me/verification', undefined, { token, ...from(newAddress()) }));
    },
  ],
  'mail-address': [
    'q=100;w=3600',
    async () => {
      const { token } = await app.signUp();
      const address = newAddress();
      for (let n = 0; n < 100; n++)
        await app.post('auth/forgot-password', { email: `lost${n}@example.com` }, from(address));
      return app.post('users/me/verification', undefined, { token, ...from(address) });
    },
  ],
  registrations: [
    'q=55;w=3600',
    () => {
      const [address, password] = [newAddress(), 'correct horse battery'];
      const register = (n: number) =>
        app.post('auth/register', { email: `new${n}@example.com`, password, name: 'New' }, from(address));
      return last(56, register);
    },
  ],
  'guest-address': [
    'q=1;w=3600',
    () => {
      const address = newAddress();
      return last(2, (n) => book({ name: 'Lee', email: `lee${n}@example.com` }, address));
    },
  ],
  'guest-contact': [
    'q=1;w=3600',
    () => last(2, () => book({ name: 'Kim', email: 'kim@example.com' }, newAddress())),
  ],
  'idempotency-keys': [
    'q=10000;w=86400',
    async () => {
      const { id, token } = await app.signUp();
      await app.database.query(
        `INSERT INTO idempotency_keys (user_id, key, request_hash) SELECT $1, 'many ' || n, '-' FROM generate_series(1, 10000) n`,
        [id],
      );
      const body = { startsAt: '2030-01-09T10:00Z', barberId: shop.barberIds[0], serviceId: shop.serviceId };
      return app.post('bookings', body, { token, headers: { 'idempotency-key': 'new' } });
    },
  ],
};

it.each(Object.entries(LIMITS))(
  'a 429 shows the limit that refused the request: %s',
  async (name, [policy, refused]) => {
    const { status, headers } = await refused();
    const wait = headers.get('retry-after');
    expect([status, headers.get('ratelimit-policy'), headers.get('ratelimit')]).toEqual([
      429,
      `"${name}";${policy}`,
      `"${name}";r=0;t=${wait}`,
    ]);
    expect(Number(wait)).toBeGreaterThan(0);
  },
);

it('a guest’s attempt that shows how much a client has booked counts as a booking', async () => {
  const { token } = await app.signUp('admin');
  const { body: client } = await app.post('clients', { name: 'Jo', email: 'jo@example.com' }, { token });
  const { barberIds, serviceId } = shop;
  const booking = { startsAt: '2030-01-10T10:00Z', barberId: barberIds[0], serviceId, clientId: client.id };
  expect((await app.post('bookings', booking, { token })).status).toBe(201);
  await app.database.query('UPDATE booking_settings SET max_open_bookings_per_client = 1');
  const address = newAddress();
  const tried = [
    await book({ name: 'X', email: 'jo@example.com' }, address),
    await book({ name: 'X', email: 'jo@example.com' }, address),
  ];
  expect(tried.map(({ body }) => body.code)).toEqual(['too-many-bookings', 'rate-limited']);
});

it('so does one that shows when a client is busy, by an account or a link that does not prove to be theirs', async () => {
  const { token } = await app.signUp('admin');
  const [one, other] = shop.barberIds;
  await app.database.query(
    'UPDATE booking_settings SET max_open_bookings_per_client = 0, client_overlap = false',
  );
  const booking = (date: string, more: object) => ({
    startsAt: `${date}T10:00Z`,
    barberId: one,
    serviceId: shop.serviceId,
    ...more,
  });
  const known = async (email: string, date: string) => {
    const { body } = await app.post('clients', { name: 'Jo', email }, { token });
    await app.post('bookings', booking(date, { clientId: body.id }), { token });
  };
  await known('flo@example.com', '2030-01-11');
  const account = { email: 'flo@example.com', password: 'correct horse battery' };
  await app.post('auth/register', { ...account, name: 'Not Flo' });
  const { body: session } = await app.post('auth/login', account);
  const as = { token: session.accessToken, ...from(newAddress()) };
  const { body: own } = await app.post('bookings', booking('2030-01-12', {}), as);
  const busy = { startsAt: '2030-01-11T10:00Z', barberId: other };
  expect((await app.post('bookings', booking('2030-01-11', busy), as)).body.code).toBe('client-busy');
  expect((await app.post('bookings', booking('2030-01-11', busy), as)).body.code).toBe('rate-limited');
  expect((await app.patch(`bookings/${own.id}`, busy, as)).body.code).toBe('rate-limited');

  await known('gil@example.com', '2030-01-13');
  const address = from(newAddress());
  const client = { name: 'Not Gil', email: 'gil@example.com' };
  const { body: guest } = await app.post('bookings', booking('2030-01-14', { client }), address);
  const toBusy = { startsAt: '2030-01-13T10:00Z', barberId: other };
  const { body } = await app.patch(`guest-bookings/${guest.manageToken}`, toBusy, address);
  expect(body.code).toBe('rate-limited');
});

it('these are all limits: others would not be shown', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(`src/${file}`, 'utf8') }));
  const made = sources.filter(({ text }) => /new Problem\(\s*'rate-limited'/.test(text));
  expect(made.map(({ file }) => file)).toEqual(['http/limits/rate-limited.ts']);
  const names = sources
    .filter(({ text }) => /\brateLimited\(|\.counter\(/.test(text))
    .flatMap(({ text }) => [...text.matchAll(/\bname: '([a-z-]+)'/g)].map(([, name]) => name));
  // That of streams is in live.spec.
  expect(new Set(names)).toEqual(new Set([...Object.keys(LIMITS), 'streams']));
});
