import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { JobScope } from '../../src/cache/read/read-scope.js';
import { runInReadScope } from '../../src/cache/read/read-scope.js';
import { openCache, readThing, Row, type TestCache } from '../support/cache.js';
import { until } from '../support/until.js';

let one: TestCache;
let row: Row;
const counted = () => one.metrics.region('thing');

beforeEach(() => {
  row = new Row();
});
afterEach(async () => one.close());

it('loads are counted as job loads inside a job, and as reader loads otherwise', async () => {
  one = await openCache();
  await runInReadScope(new JobScope(), () => readThing(one, row));
  expect(counted()).toMatchObject({ loads: 0, jobLoads: 1 });
  expect([counted().loadMs.count, counted().jobLoadMs.count]).toEqual([0, 1]);
  await readThing(one, row);
  await readThing(one, row, 2);
  expect(counted()).toMatchObject({ loads: 1, jobLoads: 1, misses: 1 });
  expect([counted().loadMs.count, counted().jobLoadMs.count]).toEqual([1, 1]);
});

it('the load that the consistency sampler compares with a hit is no reader load', async () => {
  one = await openCache({ CACHE_SAMPLE_RATE: '1' });
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
  await readThing(one, row);
  await until(() => row.loads === 2);
  expect(counted()).toMatchObject({ loads: 1, jobLoads: 1 });
});

it('misses are counted apart by whether there was no entry or an invalidated one', async () => {
  one = await openCache();
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
  expect(counted()).toMatchObject({ misses: 1, invalidatedMisses: 0 });
  await row.write(one);
  await readThing(one, row);
  expect(counted()).toMatchObject({ misses: 2, invalidatedMisses: 1 });
});
