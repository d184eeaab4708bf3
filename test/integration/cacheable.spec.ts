import { afterEach, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../src/cache/cacheable.decorator.js';
import { CacheableExplorer } from '../../src/cache/cacheable.explorer.js';
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
