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

it('counts a hit that a load beside it contradicts, if nobody forgets it', async () => {
  row.value = 2;
  expect(await readThing(one, row)).toBe(1);
  expect(row.loads).toBe(2);
  await until(() => one.metrics.inconsistencies === 1);
});

it('counts neither a hit that is right nor one whose write is on its way', async () => {
  await readThing(one, row);
  await until(() => row.loads === 2);
  row.value = 2;
  await until(async () => (await one.cache.answer(thingRegion, [1, ['a']], row.load)) && row.loads === 3);
  const reads = one.store.calls.read;
  await row.write(one);
  // The sample is settled when it has looked at the store again; meanwhile nobody else reads.
  await until(() => one.store.calls.read > reads);
  expect(one.metrics.inconsistencies).toBe(0);
});

it('loads ten times a second at most, however many hits there are', async () => {
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
