import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { shiftDate } from '../../src/booking/wall-time/zone-day.js';
import { RequestLimit } from '../../src/http/limits/request-limit.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';
import { LiveClient } from '../support/live.client.js';

/** A request that may take more of a core than others counts as several (ADR 0032). Here, as how many each kind counts. */
const PER_MINUTE = 60;
const TOMORROW = shiftDate(new Date().toISOString().slice(0, 10), 1);

let app: TestApp;
let wide: TestShop;
let small: TestShop;
beforeAll(async () => {
  app = await startApp({
    TRUST_PROXY: '1',
    RATE_LIMIT_PER_MINUTE: String(PER_MINUTE),
    LIVE_STREAMS_PER_ADDRESS: '20',
    // The sampler would load what it compares.
    CACHE_SAMPLE_RATE: '0',
  });
  wide = await createShop(app.database, { barbers: 50, windows: [[540, 600]] });
  small = await createShop(app.database, { barbers: 5, windows: [[540, 1020]] });
});
afterAll(() => app.close());
/** Each test has a minute of its own. */
beforeEach(() => {
  const limit = app.app.get<RequestLimit, { requests: { endsAt: number } }>(RequestLimit);
  limit.requests.endsAt = 0;
});

let hosts = 0;
const newAddress = () => ({ headers: { 'x-forwarded-for': `198.51.100.${++hosts}` } });
let from = TOMORROW;
/** Days that are not in the cache yet. */
const newDays = (days: number) => {
  const first = from;
  from = shiftDate(from, days);
  return `from=${first}&to=${shiftDate(from, -1)}`;
};
const at = ({ locationId, serviceId }: TestShop) => `locationId=${locationId}&serviceId=${serviceId}`;
const leftOf = (headers: Headers) =>
  Number(/^"address";r=(\d+);t=\d+$/.exec(headers.get('ratelimit') ?? '')?.[1]);
/** As how many requests one counts, by what it leaves of an unused limit. */
const countOf = async (path: string, options = newAddress()) => {
  const before = leftOf((await app.get('locations', options)).headers);
  const { status, headers } = await app.get(path, options);
  expect([status, headers.get('ratelimit-policy')]).toEqual([200, `"address";q=${PER_MINUTE};w=60`]);
  return before - leftOf(headers);
};

it('what a page shows counts once: a day, a month of a few barbers or of one, the next slot', async () => {
  expect(
    await countOf(`bookings/available-slots?${at(wide)}&date=${TOMORROW}&includeNextAvailable=true`),
  ).toBe(1);
  expect(await countOf(`bookings/next-available?${at(wide)}`)).toBe(1);
  expect(await countOf(`bookings/available-days?${at(small)}&${newDays(31)}`)).toBe(1);
  expect(
    await countOf(`bookings/available-slots?${at(small)}&${newDays(31)}&barberId=${small.barberIds[0]}`),
  ).toBe(1);
});

it('days that are loaded count by days and barbers, and those in the cache as one request', async () => {
  const days = newDays(62);
  expect(await countOf(`bookings/available-slots?${at(wide)}&${days}`)).toBe(8);
  expect(await countOf(`bookings/available-slots?${at(wide)}&${days}`)).toBe(1);
  expect(await countOf(`bookings/available-days?${at(wide)}&${days}`)).toBe(1);
  const more = `from=${shiftDate(from, -31)}&to=${shiftDate(from, 30)}`;
  from = shiftDate(from, 31);
  // Half of them are in the cache.
  expect(await countOf(`bookings/available-days?${at(wide)}&${more}`)).toBe(4);
});

it('a request that counts as more than is left is refused before its work, and says what to do', async () => {
  const address = newAddress();
  const list = () => app.get(`bookings/available-slots?${at(wide)}&${newDays(62)}`, address);
  const one = () => app.get('locations', address);
  for (let left = PER_MINUTE; left > 4; left--) await one();
  const { status, headers, body } = await list();
  const wait = headers.get('retry-after');
  expect([status, headers.get('ratelimit')]).toEqual([429, `"address";r=3;t=${wait}`]);
  expect(body).toMatchObject({
    code: 'rate-limited',
    detail: `This request counts as 8 of the 60 requests a minute that are allowed, and 4 are left: try again in ${wait} s, or ask for fewer days or for one barber.`,
  });
  // Smaller ones are still answered.
  expect(leftOf((await one()).headers)).toBe(2);
});

it('requests at the same time cannot take more than is left', async () => {
  const address = newAddress();
  const answers = await Promise.all(
    Array.from({ length: 15 }, () => app.get(`bookings/available-slots?${at(wide)}&${newDays(62)}`, address)),
  );
  const served = answers.filter(({ status }) => status === 200).length;
  expect(served * 8).toBeLessThanOrEqual(PER_MINUTE);
  expect(served).toBeGreaterThan(1);
});

it('a stream of a wide list counts as several requests and streams', async () => {
  const address = newAddress();
  const list = () => `kind=days&${at(wide)}&${newDays(62)}`;
  const open = async () => LiveClient.open(app.origin, list(), address);
  const first = await open();
  expect(leftOf((await app.get('locations', address)).headers)).toBe(PER_MINUTE - 8 - 1);
  const second = await open();
  const third = await app.get(`bookings/live?${list()}`, address);
  expect([third.status, third.headers.get('ratelimit')]).toEqual([429, '"streams";r=4;t=10']);
  expect(third.body.detail).toContain('counts as 8');
  for (const stream of [first, second]) await stream.close();
});

it('a change of hours counts by the appointments that it may leave uncovered', async () => {
  const { token } = await app.signUp('admin');
  await app.database.query(
    `INSERT INTO appointments (barber_id, service_id, location_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
     SELECT $1, $2, $3, starts, starts + '30 min', starts, starts + '30 min', 'UTC'
     FROM generate_series(1, 1501) AS day, LATERAL (SELECT (current_date + day + interval '9 h') AT TIME ZONE 'UTC' AS starts) AS of`,
    [small.barberIds[0], small.serviceId, small.locationId],
  );
  const address = newAddress();
  const { status, headers } = await app.post(
    `locations/${small.locationId}/closures?preview=true`,
    { from: TOMORROW, to: TOMORROW },
    { token, ...address },
  );
  expect([status, leftOf(headers)]).toEqual([200, PER_MINUTE - 3]);
  // Who may not make it does not learn how many there are, and keeps no barber from being booked.
  for (const [role, path, body] of [
    ['manager', `locations/${small.locationId}/closures`, { from: TOMORROW, to: TOMORROW }],
    ['barber', `barbers/${small.barberIds[0]}/rota`, { startDate: TOMORROW, weeks: [[]] }],
  ] as const) {
    const other = { token: (await app.signUp(role, [wide.locationId])).token, ...newAddress() };
    const refused = await app.call(role === 'manager' ? 'POST' : 'PUT', path, { body, ...other });
    expect([refused.status, leftOf(refused.headers)]).toEqual([403, PER_MINUTE - 1]);
  }
});

it('no request counts as more than half of the limit', async () => {
  const limited = await startApp({ TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '10' }, app.database);
  const { token } = await limited.signUp('admin');
  const { body } = await limited.post('services', { name: 'Shave', durationMinutes: 30 }, { token });
  await app.database.query(
    `INSERT INTO appointments (barber_id, service_id, location_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
     SELECT barber, $2, $3, starts, starts + '30 min', starts, starts + '30 min', 'UTC'
     FROM unnest($1::int[]) AS barber, generate_series(1, 80) AS day,
       LATERAL (SELECT (current_date + day + interval '9 h') AT TIME ZONE 'UTC' AS starts) AS of`,
    [wide.barberIds, body.id, wide.locationId],
  );
  const address = newAddress();
  const end = () =>
    limited.patch(`services/${body.id}?preview=true`, { active: false }, { token, ...address });
  const first = await end();
  expect([first.status, leftOf(first.headers)]).toEqual([200, 5]);
  await limited.get('locations', address);
  const second = await end();
  expect(second.status).toBe(429);
  expect(second.body.detail).toMatch(/^This request counts as 5 of the 10 requests .* try again in \d+ s\.$/);
  await limited.close();
});

it('without a limit nothing counts', async () => {
  const free = await startApp({ RATE_LIMIT_PER_MINUTE: '0' }, app.database);
  const { status, headers } = await free.get(`bookings/available-slots?${at(wide)}&${newDays(62)}`);
  expect([status, headers.get('ratelimit')]).toEqual([200, null]);
  await free.close();
});
