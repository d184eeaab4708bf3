import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Cacheable } from '../../src/cache/cacheable.decorator.js';
import { defineRegion } from '../../src/cache/entry/region.js';
import { watchTable } from '../../src/database/outbox-triggers.js';
import type { DomainEvent } from '../../src/events/domain-events.js';
import { DomainConflict } from '../../src/events/events.errors.js';
import { OnDomainEvent } from '../../src/events/on-domain-event.decorator.js';
import { OutboxTranslation } from '../../src/events/outbox.translation.js';
import { defineDomain } from '../../src/invalidation/domain.js';
import { DomainRegistry } from '../../src/invalidation/domain.registry.js';
import { InvalidationModule } from '../../src/invalidation/invalidation.module.js';
import { namedShards } from '../../src/invalidation/shard-lookup.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { startAdopter } from './adopter.app.js';
import { productRegion } from './products/products.cache.js';
import { productsDomain } from './products/products.domain.js';
import { ProductsService } from './products/products.service.js';

/** S2: changes past the application show in reads after at most this time. */
const BOUND_MS = 2000;

type Adopter = Awaited<ReturnType<typeof startAdopter>>;

describe.each(['Redis', 'memory'])('a module of another domain, %s', (mode) => {
  let redis: RedisServer | undefined;
  let adopter: Adopter;
  const get = async (headers: Record<string, string> = {}) =>
    fetch(`${adopter.origin}/api/v1/products/1`, { headers });
  const price = async () => ((await (await get()).json()) as { priceCents: number }).priceCents;
  const cacheStatus = async () => (await get()).headers.get('cache-status') ?? '';
  const isHit = () => until(async () => (await cacheStatus()).includes('; hit'));
  const generation = async () =>
    (await adopter.database.query<{ generation: string }>('SELECT generation FROM cache_generation'))[0];

  beforeAll(async () => {
    redis = mode === 'Redis' ? await startRedis() : undefined;
    adopter = await startAdopter(redis === undefined ? {} : { REDIS_URL: redis.url });
    await adopter.database.query(
      `INSERT INTO products (name, price_cents, supplier_notes) VALUES ('Pomade', 1200, 'pays late')`,
    );
  });

  afterAll(async () => {
    await adopter.close();
    await redis?.stop();
  });

  it('is answered from the cache, with Cache-Status and ETag', async () => {
    await isHit();
    const answer = await get();
    expect(await answer.json()).toEqual({ id: 1, name: 'Pomade', priceCents: 1200 });
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"/);
    expect((await get({ 'if-none-match': etag })).status).toBe(304);
  });

  it('shows a write as soon as it is acknowledged', async () => {
    const products = adopter.app.get(ProductsService, { strict: false });
    for (const cents of [1300, 1400, 1500]) {
      await isHit();
      await products.setPrice(1, cents);
      expect(await price()).toBe(cents);
    }
  });

  it('shows what psql changes within two seconds, and forgets nothing else', async () => {
    await until(
      async () => (await adopter.database.query('SELECT FROM outbox WHERE done_at IS NULL')).length === 0,
    );
    await isHit();
    const before = await generation();
    await adopter.database.query('UPDATE products SET price_cents = 1600');
    await until(async () => (await price()) === 1600, BOUND_MS);
    expect(await generation()).toEqual(before);
  });

  it('publishes nothing of the columns that its triggers leave out', async () => {
    await adopter.database.query(`UPDATE products SET name = 'Wax'`);
    const rows = await adopter.database.query(`SELECT after FROM outbox WHERE relation = 'products'`);
    expect(JSON.stringify(rows)).toContain('Wax');
    expect(JSON.stringify(rows)).not.toContain('pays late');
  });

  it('refuses to leave out a column that the table lacks, since the one that is meant would be published', async () => {
    const runner = adopter.app.get(DataSource, { strict: false }).createQueryRunner();
    await expect(watchTable(runner, 'products', { leaveOut: ['supplier_note'] })).rejects.toThrow(
      'column "supplier_note" does not exist',
    );
    await runner.release();
  });

  it('is shown anew after TRUNCATE, which no event describes', async () => {
    await isHit();
    await adopter.database.query('TRUNCATE products');
    await until(async () => (await get()).status === 404, BOUND_MS);
  });
});

describe('what domains declare', () => {
  it.each([
    ['table "products"', defineDomain({ name: 'shelves', tables: { products: () => [] } })],
    [
      'event "product.changed"',
      defineDomain({ name: 'shelves', shards: namedShards, forgets: { 'product.changed': () => [] } }),
    ],
    ['region "product"', defineDomain({ name: 'shelves', regions: [productRegion] })],
    [
      'key "product:"',
      defineDomain({
        name: 'shelves',
        regions: [{ ...productRegion, name: 'item', pattern: 'product:{sku}' }],
      }),
    ],
  ])('must not be the %s of another domain', (thing, domain) => {
    const registry = new DomainRegistry(new OutboxTranslation());
    registry.register(productsDomain);
    expect(() => registry.register(domain)).toThrow(
      `The domains "products" and "shelves" both declare the ${thing}: remove it from one of them.`,
    );
  });

  it('stops the start where two domains declare the same thing', async () => {
    const domain = defineDomain({ name: 'shelves', regions: [productRegion] });
    await expect(startAdopter({}, [InvalidationModule.forFeature(domain)])).rejects.toThrow(DomainConflict);
  });

  it('stops the start where a cached method has a region that no domain declares', async () => {
    const region = defineRegion({ ...productRegion, name: 'shelf', pattern: 'shelf:{id}' });
    class Shelves {
      @Cacheable(region)
      async get(id: number): Promise<number> {
        return id;
      }
    }
    const module = { module: class ShelvesModule {}, providers: [Shelves] };
    await expect(startAdopter({}, [module])).rejects.toThrow('No domain declares the region "shelf"');
  });

  it('is checked by the compiler, for those who make an event and those who handle it', () => {
    const wrong = [
      defineDomain({
        name: 'wrong event',
        shards: namedShards,
        // @ts-expect-error there is no such event
        forgets: { 'product.chnaged': () => [] },
      }),
      defineDomain({
        name: 'wrong payload',
        shards: namedShards,
        // @ts-expect-error the event has a product
        tables: { products: () => [{ name: 'product.changed', payload: { serviceId: 1 } }] },
        forgets: { 'product.changed': () => [] },
      }),
      defineDomain({
        name: 'wrong place',
        shards: namedShards,
        // @ts-expect-error a place of this lookup is the name of a shard
        forgets: { 'product.changed': ({ productId }) => [{ place: productId, tags: [] }] },
      }),
    ];
    class Wrong {
      // @ts-expect-error the event carries something else
      @OnDomainEvent('product.changed')
      async changed(event: DomainEvent<'service.changed'>): Promise<void> {
        expect(event).toBeDefined();
      }
    }
    expect([...wrong, Wrong]).toHaveLength(4);
  });
});
