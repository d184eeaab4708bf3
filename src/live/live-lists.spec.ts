import { expect, it, jest } from '@jest/globals';
import type { Cache } from '../cache/cache.js';
import { CallAddress } from '../cache/entry/address.js';
import { Entry } from '../cache/entry/entry.js';
import { defineRegion } from '../cache/entry/region.js';
import { currentReadScope } from '../cache/read/read-scope.js';
import { ForgetFeed } from '../cache/store/forget-feed.js';
import { until } from '../../test/support/until.js';
import type { LiveSource } from './live.source.js';
import { LiveLists } from './live-lists.js';

const region = defineRegion<[id: string]>({
  name: 'watched',
  pattern: 'watched:{id}',
  version: 1,
  ttl: 300,
  shard: () => 'loc:1',
  key: (id) => `watched:${id}`,
  tags: () => ['rules'],
});
const entry = new Entry({ text: '1', isJson: true }, '"1"', 0, Infinity, null, 1);

it('wide changes are spread over a second', async () => {
  const reads: number[] = [];
  const cache = { mode: 'memory', available: true, endLeases: () => undefined } as never as Cache;
  const feed = new ForgetFeed();
  const lists = new LiveLists(cache, feed, {} as never, {} as never, {} as never, { now: Date.now });
  const read = async (id: string) => {
    reads.push(performance.now());
    const answer = { entry, status: { result: 'hit', tier: 'memory' }, readOn: 0 } as const;
    const address = new CallAddress(region as never, [id]);
    currentReadScope()?.answered(answer, { address } as never);
    return { etag: '"1"' };
  };
  const sourceOf = (id: string): LiveSource => ({
    key: id,
    right: 'account.own',
    cost: async () => 1,
    read: () => read(id),
  });
  const held = await Promise.all(Array.from({ length: 40 }, (_, id) => lists.hold(sourceOf(String(id)), 1)));
  const ref = { shard: 'loc:1', tag: 'rules' };
  reads.length = 0;
  feed.forgotten([ref]);
  expect(reads.length).toBe(0);
  await until(() => reads.length >= 80);
  expect(Math.max(...reads) - Math.min(...reads)).toBeGreaterThan(300);
  for (const list of held.slice(5)) lists.release(list);
  reads.length = 0;
  feed.forgotten([ref]);
  expect(reads.length).toBe(5);
  // As much work as 20 lists of one day.
  await lists.hold(sourceOf('two-months'), 16);
  reads.length = 0;
  feed.forgotten([ref]);
  expect(reads.length).toBe(0);
  // As much as 4,000: 20 s, in the middle of which each is due.
  await lists.hold(sourceOf('all'), 4000 - 21);
  const timers = jest.spyOn(globalThis, 'setTimeout');
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  feed.missed();
  const delays = timers.mock.calls.map(([, delayMs]) => delayMs);
  jest.restoreAllMocks();
  expect(Math.max(...delays.map(Number))).toBe(10_000);
  await lists.onApplicationShutdown();
});
