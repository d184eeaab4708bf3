import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type CanActivate, Controller, Injectable, Scope, SetMetadata, UseGuards } from '@nestjs/common';
import { LazyModuleLoader, Reflector } from '@nestjs/core';
import { Cacheable } from '../../src/cache/cacheable.decorator.js';
import { CacheableExplorer } from '../../src/cache/cacheable.explorer.js';
import { UnstableAddress } from '../../src/cache/entry/cache.errors.js';
import { LOAD_LIMIT_MS } from '../../src/cache/entry/protocol.constants.js';
import { defineRegion } from '../../src/cache/entry/region.js';
import { runUncached } from '../../src/cache/read/load-scope.js';
import { openCache, type TestCache, thingRegion } from '../support/cache.js';
import { until } from '../support/until.js';

@Injectable()
class Things {
  loads = 0;

  @Cacheable(thingRegion)
  async find(id: number, _tags: readonly string[]): Promise<{ id: number; load: number }> {
    return { id, load: ++this.loads };
  }

  async findThroughThis(id: number): Promise<{ id: number; load: number }> {
    return this.find(id, ['a']);
  }
}

const listRegion = defineRegion<[query: { shop: number }]>({
  name: 'list',
  pattern: 'list:{shop}',
  version: 1,
  ttl: 300,
  shard: () => 'loc:1',
  key: ({ shop }) => `list:${shop}`,
  tags: () => ['a'],
});

@Injectable()
class Lists {
  @Cacheable(listRegion)
  async ofShop(query: { shop: number }): Promise<{ shop: number }> {
    return { shop: query.shop };
  }
}

@Injectable()
class Caller {
  constructor(readonly things: Things) {}
}

@Injectable()
class Rival {
  @Cacheable(thingRegion)
  async find(_id: number, _tags: readonly string[]): Promise<number> {
    return 1;
  }
}

let one: TestCache;
afterEach(async () => one.close());

it('caches the method for injected callers and for the provider itself, and keeps its own way for transactions', async () => {
  one = await openCache({}, { providers: [Things, Caller] });
  const things = one.get(Things);
  const first = await one.get(Caller).things.find(1, ['a']);
  await until(() => one.store.calls.store === 1);
  expect(await things.findThroughThis(1)).toEqual(first);
  expect(things.loads).toBe(1);
  expect(await runUncached(async () => things.find(1, ['a']))).toEqual({ id: 1, load: 2 });
  expect([...one.get(CacheableExplorer).methods.keys()]).toEqual(['thing']);
});

it('refuses two methods of one region, which would answer for each other', async () => {
  await expect(openCache({}, { providers: [Things, Rival] })).rejects.toThrow('thing');
  one = await openCache();
});

@Injectable()
class MoreThings extends Things {}

@Injectable()
class OtherThings {
  @Cacheable(thingRegion)
  async find(id: number, _tags: readonly string[]): Promise<number> {
    return id;
  }
}
Object.defineProperty(OtherThings, 'name', { value: 'Things' });

@Injectable({ scope: Scope.REQUEST })
class ThingsOfARequest extends Things {}

@Injectable({ scope: Scope.TRANSIENT })
class TransientThings extends Things {}

@Controller('things')
class ThingsController extends Things {}

@Injectable()
class ThingsGuard extends Things implements CanActivate {
  async canActivate(): Promise<boolean> {
    return (await this.find(1, ['a'])).id === 1;
  }
}

@Controller('guarded')
@UseGuards(ThingsGuard)
class GuardedController {}

class LateModule {}

describe('a method that could not be cached', () => {
  afterEach(async () => (one = await openCache()));

  it.each([
    [
      'of a base class that is a provider as well',
      [Things, MoreThings],
      'MoreThings.find and Things.find are both cached as "thing"',
    ],
    [
      'of two classes with one name and one region',
      [Things, OtherThings],
      'Things.find and Things.find are both cached as "thing"',
    ],
    ['of a provider for each request', [ThingsOfARequest], 'ThingsOfARequest.find is @Cacheable'],
    [
      'of what a factory makes for each request',
      [{ provide: Things, scope: Scope.REQUEST, useFactory: () => new Things() }],
      'Things.find is @Cacheable',
    ],
    [
      'of a transient provider',
      [TransientThings, Caller, { provide: Things, useExisting: TransientThings }],
      'TransientThings.find is @Cacheable',
    ],
    [
      'of a class that two modules provide',
      [Things, { provide: 'things', useClass: Things }],
      'The class of Things.find is provided more than once',
    ],
  ])('%s is refused when the application starts', async (_, providers, message) => {
    await expect(openCache({}, { providers })).rejects.toThrow(message);
  });

  it.each([
    ['a controller', ThingsController, 'ThingsController.find is @Cacheable'],
    ['a guard, of which each module has its own', GuardedController, 'ThingsGuard.find is @Cacheable'],
  ])('of %s is refused when the application starts', async (_, controller, message) => {
    await expect(openCache({}, { controllers: [controller] })).rejects.toThrow(message);
  });

  it('is refused when its module is loaded, if that is after the start', async () => {
    one = await openCache();
    const lazy = async () =>
      one.get(LazyModuleLoader).load(() => ({ module: LateModule, providers: [Things] }));
    for (const _ of [1, 2]) await expect(lazy()).rejects.toThrow('Things.find is @Cacheable: move it to a');
  });

  it('does not compile, if it makes no promise of one value, or ignores an argument of the region', () => {
    class Wrong {
      // @ts-expect-error an async generator has many values
      @Cacheable(listRegion)
      async *all(query: { shop: number }): AsyncGenerator<number> {
        yield query.shop;
      }

      // @ts-expect-error no promise
      @Cacheable(listRegion)
      now(query: { shop: number }): number {
        return query.shop;
      }

      // @ts-expect-error the key is of a query
      @Cacheable(listRegion)
      async nothing(): Promise<number> {
        return 1;
      }
    }
    expect(Wrong).toBeDefined();
  });

  it('is refused when it is declared, if it is static or a getter', () => {
    const decorate: (target: object, name: string, of: object) => void = Cacheable(thingRegion);
    expect(() => decorate(Things, 'all', { value: async () => 1 })).toThrow('@Cacheable on all');
    expect(() => decorate(Things.prototype, 'all', { get: () => 1 })).toThrow('@Cacheable on all');
  });
});

it('caches the methods of what a factory makes, once under all its names', async () => {
  const providers = [
    { provide: Things, useFactory: () => new Things() },
    { provide: 'things', useExisting: Things },
    { provide: 'nothing', useValue: Object.create(null) as object },
  ];
  one = await openCache({}, { providers });
  const things = one.get(Things);
  await things.find(1, ['a']);
  await until(() => one.store.calls.store === 1);
  expect(await things.find(1, ['a'])).toEqual({ id: 1, load: 1 });
});

it('keeps what other decorators have noted at the method, such as @Cron and @OnEvent, in either order', async () => {
  class Noted {
    @SetMetadata('note', 'outer')
    @Cacheable({ ...thingRegion, name: 'outer' })
    async outer(id: number, _tags: readonly string[]): Promise<number> {
      return id;
    }

    @Cacheable({ ...thingRegion, name: 'inner', pattern: 'inner:{id}', key: (id) => `inner:${id}` })
    @SetMetadata('note', 'inner')
    async inner(id: number, _tags: readonly string[]): Promise<number> {
      return id;
    }
  }
  one = await openCache({}, { providers: [Noted] });
  const noted = one.get(Noted);
  for (const name of ['outer', 'inner'] as const)
    expect(one.get(Reflector).get<string>('note', noted[name])).toBe(name);
});

const counted =
  (calls: string[]) =>
  (_: object, name: string, descriptor: TypedPropertyDescriptor<(...args: never[]) => Promise<number>>) => {
    const { value } = descriptor;
    descriptor.value = async function (this: unknown, ...args) {
      calls.push(name);
      return (value as typeof value & object).apply(this, args);
    };
  };

it('caches a method that another decorator replaces, in either order, and none that a subclass declares anew', async () => {
  const calls: string[] = [];
  class Decorated {
    @counted(calls)
    @Cacheable({ ...thingRegion, name: 'outer' })
    async outer(id: number, _tags: readonly string[]): Promise<number> {
      return id;
    }

    @Cacheable({ ...thingRegion, name: 'inner', pattern: 'inner:{id}', key: (id) => `inner:${id}` })
    @counted(calls)
    async inner(id: number, _tags: readonly string[]): Promise<number> {
      return id;
    }

    @Cacheable({ ...thingRegion, name: 'own' })
    async own(id: number, _tags: readonly string[]): Promise<number> {
      return id;
    }
  }
  class Sub extends Decorated {
    override async own(id: number, tags: readonly string[]): Promise<number> {
      calls.push('own');
      return super.own(id, tags);
    }
  }
  one = await openCache({}, { providers: [Sub] });
  const sub = one.get(Sub);
  for (const stored of [2, 2]) {
    for (const method of ['outer', 'inner', 'own'] as const) expect(await sub[method](1, ['a'])).toBe(1);
    await until(() => one.store.calls.store === stored);
  }
  expect(calls).toEqual(['outer', 'inner', 'own', 'own']);
});

describe('a load that never ends', () => {
  afterEach(() => void jest.useRealTimers());

  it.each([
    ['through the cache', {}],
    ['past the cache', { lock: false }],
  ])('fails its readers after half a minute, and the next read loads again: %s', async (_, options) => {
    one = await openCache({}, options);
    jest.useFakeTimers({ doNotFake: ['Date', 'performance', 'nextTick', 'setImmediate', 'queueMicrotask'] });
    const loads: unknown[] = [];
    const read = async (load: () => Promise<number>) => one.cache.getOrLoad(thingRegion, [1, ['a']], load);
    const endless = async () => new Promise<never>((resolve) => loads.push(resolve));
    const errors: string[] = [];
    for (const reader of [read(endless), read(endless)])
      void reader.catch((error: unknown) => errors.push(String(error)));
    while (loads.length === 0) await setImmediate();
    await jest.advanceTimersByTimeAsync(2 * LOAD_LIMIT_MS);
    expect(errors).toHaveLength(2);
    for (const error of errors) expect(error).toMatch(/thing: the load has not ended within 30 s|Too many/);
    expect(await read(async () => 7)).toBe(7);
  });
});

describe('a read fails whose value may be that of another key', () => {
  it.each([
    ['through the cache', {}],
    ['past the cache', { lock: false }],
  ])('since its caller changes what they have passed: %s', async (_, options) => {
    one = await openCache({}, { providers: [Lists], ...options });
    const lists = one.get(Lists);
    const query = { shop: 1 };
    const first = lists.ofShop(query);
    query.shop = 2;
    await expect(first).rejects.toThrow(UnstableAddress);
    expect(await lists.ofShop(query)).toEqual({ shop: 2 });
    expect(await lists.ofShop({ shop: 1 })).toEqual({ shop: 1 });
  });

  let today = 1;
  it.each([
    ['key depends', { key: () => `list:${today}` }],
    ['shard depends', { shard: () => `day:${today}` }],
    ['tags depend', { tags: () => ['a', `day:${today}`] }],
    ['wide tags depend', { wide: () => [{ shard: 'all', tag: `day:${today}` }] }],
  ])('once, since its %s on the time', async (_, changes) => {
    one = await openCache();
    const region = defineRegion<[id: number]>({
      name: 'list',
      pattern: 'list:{id}',
      version: 1,
      ttl: 300,
      shard: () => 'loc:1',
      key: (id) => `list:${id}`,
      tags: () => ['a'],
      ...changes,
    });
    await expect(one.cache.getOrLoad(region, [1], async () => ++today)).rejects.toThrow(
      'list: its key or tags changed while the value was loaded',
    );
    expect(await one.cache.getOrLoad(region, [1], async () => today)).toBe(today);
  });
});
