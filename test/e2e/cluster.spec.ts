import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ForgetFeed } from '../../src/cache/store/forget-feed.js';
import { startApp, type TestApp } from '../support/app.js';
import { TestCluster } from '../support/redis-cluster.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const DATE = '2027-06-15';

let cluster: TestCluster;
let app: TestApp;
let shops: TestShop[];
let admin: string;

beforeAll(async () => {
  cluster = await TestCluster.start();
  app = await startApp({ REDIS_CLUSTER_NODES: cluster.addresses });
  shops = [];
  for (let shop = 0; shop < 8; shop++) shops.push(await createShop(app.database, { barbers: 1 }));
  admin = (await app.signUp('admin')).token;
  await until(async () => (await app.get('cache/availability', { token: admin })).body.available);
});
afterAll(async () => {
  await app.close();
  await cluster.stop();
});

const slots = async ({ locationId, serviceId }: TestShop) =>
  app.get(
    `bookings/available-slots?date=${DATE}&timezone=UTC&locationId=${locationId}&serviceId=${serviceId}`,
  );

const keysOf = async () => Promise.all(cluster.nodes.map(async (node) => node.client().dbsize()));

it('an appointment takes its slot out of what was cached, wherever the location’s keys are', async () => {
  for (const shop of shops) {
    await slots(shop);
    await until(async () => (await slots(shop)).headers.get('cache-status')?.includes('; hit') === true);
  }
  expect((await keysOf()).every((keys) => keys > 0)).toBe(true);
  const { token } = await app.signUp();
  for (const shop of shops) {
    const [free] = (await slots(shop)).body.slots;
    const { startsAt } = free;
    const { locationId, serviceId } = shop;
    expect((await app.post('bookings', { startsAt, locationId, serviceId }, { token })).status).toBe(201);
    expect((await slots(shop)).body.slots).not.toContainEqual(free);
  }
});

it('receives what is forgotten on every node', async () => {
  const feed = app.app.get(ForgetFeed, { strict: false });
  const received = new Set<string>();
  await feed.listen({
    forgotten: (tags) => tags.forEach(({ shard }) => received.add(shard)),
    missed: () => undefined,
  });
  await until(() => feed.receivesOthers);
  const shards = shops.map(({ locationId }) => `loc:${locationId}`);
  // Only one node takes each key.
  const keys = cluster.nodes.flatMap((node) =>
    shards.map(async (shard) =>
      node
        .client()
        .set(`bb:{${shard}}:tag:received`, '1')
        .catch(() => undefined),
    ),
  );
  await Promise.all(keys);
  await until(() => shards.every((shard) => received.has(shard)));
});

it('the operator sees all nodes as one', async () => {
  // A key may expire between two scans.
  await until(async () => {
    const keys = (await keysOf()).reduce((sum, count) => sum + count, 0);
    const { redis } = (await app.get('cache/stats', { token: admin })).body;
    const { total } = (await app.get('cache/keys/summary', { token: admin })).body;
    return redis.keys === keys && total === keys;
  });
});
