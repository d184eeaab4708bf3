import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { shopPlaces } from '../../src/booking/places/shop-places.js';
import { Cache } from '../../src/cache/cache.js';
import { UnitPublication } from '../../src/events/unit.publication.js';
import { startApp, type TestApp } from '../support/app.js';
import { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const DATE = '2028-03-14';

/** What an acknowledgement vouches for beside its own change (rule 9, ADR 0008): two instances, one Redis. */
describe('an acknowledged write', () => {
  let redis: RedisServer;
  let one: TestApp;
  let two: TestApp;
  let shop: TestShop;
  let elsewhere: TestShop;
  let token: string;
  const gates: Gate[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    const env = { REDIS_URL: redis.url, JWT_SECRET: 'one secret of both instances, long enough' };
    one = await startApp(env);
    two = await startApp(env, one.database);
    shop = await createShop(one.database, { timezone: 'UTC' });
    elsewhere = await createShop(one.database, { timezone: 'UTC' });
    ({ token } = await one.signUp('admin'));
  });
  afterAll(async () => {
    await two.close();
    await one.close();
    await redis.stop();
  });
  afterEach(() => {
    for (const gate of gates.splice(0)) gate.open();
    jest.restoreAllMocks();
  });
  beforeEach(async () => {
    await until(async () => {
      const pending = await one.database.query('SELECT FROM outbox WHERE done_at IS NULL');
      return pending.length === 0 && [one, two].every(({ app }) => app.get(Cache).available);
    });
  });

  const hours = (start: string) => ({ weekly: [{ day: 1, windows: [{ start, end: '18:00' }] }] });
  const hoursPath = () => `settings/business-hours?locationId=${elsewhere.locationId}`;
  const shownHours = async (app: TestApp) => {
    const { body } = await app.get<ReturnType<typeof hours>>(hoursPath());
    return body.weekly[0]?.windows[0]?.start;
  };
  const slotsPath = () => `bookings/available-slots?date=${DATE}&timezone=UTC&locationId=${shop.locationId}`;
  const isCached = async (app: TestApp, path: string) =>
    (await app.get(path)).headers.get('cache-status')?.includes('hit') ?? false;

  /** Holds the next publication of `app` between its COMMIT and its FORGET. */
  const holdPublication = (app: TestApp): Gate => {
    const gate = new Gate();
    gates.push(gate);
    const publication = app.app.get(UnitPublication, { strict: false });
    const publish = publication.publish.bind(publication);
    jest.spyOn(publication, 'publish').mockImplementationOnce(async (rows) => {
      await gate.pass();
      return publish(rows);
    });
    return gate;
  };

  it('that changed nothing is answered once what it found there is forgotten', async () => {
    await one.put(hoursPath(), hours('08:00'), { token });
    await until(() => isCached(two, hoursPath()));
    const gate = holdPublication(one);
    const first = one.put(hoursPath(), hours('09:00'), { token });
    await gate.reached;
    const again = two.put(hoursPath(), hours('09:00'), { token }).then(async ({ status }) => {
      expect(status).toBe(200);
      return Promise.all([shownHours(one), shownHours(two)]);
    });
    await until(async () => (await waitingUnits(two)) > 0);
    gate.open();
    expect(await again).toEqual(['09:00', '09:00']);
    await first;
  });

  it('of what another has just changed is answered once that is forgotten', async () => {
    const { barberIds, serviceId } = shop;
    const start = { barberId: barberIds[0], serviceId, timezone: 'UTC' };
    const booked = await one.post<{ id: number }>(
      'bookings',
      { ...start, date: DATE, time: '10:00' },
      { token },
    );
    expect(booked.status).toBe(201);
    await until(() => isCached(two, slotsPath()));
    const gate = holdPublication(one);
    const move = { date: '2028-03-16', time: '10:00' };
    const first = one.patch(`bookings/${booked.body.id}`, move, { token });
    await gate.reached;
    const again = two.patch(`bookings/${booked.body.id}`, move, { token }).then(async ({ status }) => {
      expect(status).toBe(200);
      return (await two.get(slotsPath())).body.slots.map(({ time }: { time: string }) => time);
    });
    await until(async () => (await waitingUnits(two)) > 0);
    gate.open();
    expect(await again).toContain('10:00');
    await first;
  });

  it('is forgotten where its barber was, even if the barber left before the shards were looked up', async () => {
    const barberId = shop.barberIds[0];
    await until(() => isCached(two, slotsPath()));
    expect((await two.get(slotsPath())).body.slots).not.toEqual([]);
    const gate = holdPublication(one);
    let leaving: Promise<unknown> | undefined;
    let moving = false;
    const { shardsOf } = shopPlaces;
    jest.spyOn(shopPlaces, 'shardsOf').mockImplementationOnce(async (...args) => {
      moving = true;
      leaving = one.patch(`barbers/${barberId}`, { locationId: elsewhere.locationId }, { token });
      await gate.reached;
      return shardsOf(...args);
    });
    const closed = await two.put(`barbers/${barberId}/overrides/${DATE}`, { windows: [] }, { token });
    expect([closed.status, moving]).toEqual([200, true]);
    const slots = await Promise.all([one.get(slotsPath()), two.get(slotsPath())]);
    gate.open();
    await leaving;
    expect(slots.map(({ body }) => body.slots)).toEqual([[], []]);
  });
});

/** Units of `app` that have been committed and wait for what others have not published yet. */
async function waitingUnits({ app }: TestApp): Promise<number> {
  return app.get(UnitPublication, { strict: false }).waiting;
}
