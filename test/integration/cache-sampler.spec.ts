import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openCache, readThing, Row, type TestCache, thingRegion } from '../support/cache.js';
import { until } from '../support/until.js';

let one: TestCache;
let row: Row;

beforeEach(async () => {
  row = new Row();
  one = await openCache({ CACHE_SAMPLE_RATE: '1' });
  await readThing(one, row);
  await until(() => one.store.calls.store === 1);
});
afterEach(async () => one.close());

it('counts a hit that differs from a fresh load and is not forgotten in time', async () => {
  row.value = 2;
  expect(await readThing(one, row)).toBe(1);
  expect(row.loads).toBe(2);
  await until(() => one.metrics.inconsistencies === 1);
});

it('counts neither a current hit nor one whose write is still being forgotten', async () => {
  await readThing(one, row);
  await until(() => row.loads === 2);
  row.value = 2;
  await until(async () => (await one.cache.answer(thingRegion, [1, ['a']], row.load)) && row.loads === 3);
  const reads = one.store.calls.read;
  await row.write(one);
  // The sample is complete when it has read the store again; no other read happens meanwhile.
  await until(() => one.store.calls.read > reads);
  expect(one.metrics.inconsistencies).toBe(0);
});

it('loads at most ten times a second, however many hits there are', async () => {
  const since = performance.now();
  let reads = 0;
  while (performance.now() - since < 250) {
    await readThing(one, row);
    reads++;
  }
  const tenths = Math.ceil((performance.now() - since) / 100);
  expect(reads).toBeGreaterThan(10 * tenths);
  expect(row.loads - 1).toBeGreaterThan(0);
  expect(row.loads - 1).toBeLessThanOrEqual(tenths);
});
