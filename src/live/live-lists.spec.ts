import { expect, it } from '@jest/globals';
import type { Cache } from '../cache/cache.js';
import { ForgetFeed } from '../cache/store/forget-feed.js';
import { until } from '../../test/support/until.js';
import { LiveLists } from './live-lists.js';

it('wide changes are spread over a second', async () => {
  const looks: number[] = [];
  const cache = { mode: 'memory', available: true } as Cache;
  const feed = new ForgetFeed();
  const lists = new LiveLists(cache, feed, {} as never, {} as never, {} as never, { now: Date.now } as never);
  const ref = { shard: 'loc:1', tag: 'rules' };
  const look = async () => {
    looks.push(performance.now());
    return { version: 1, etag: '"1"', validUntil: Infinity, isHit: true, isBypass: false };
  };
  const held = await Promise.all(
    Array.from({ length: 40 }, (_, index) => lists.hold({ key: String(index), tags: [ref], look })),
  );
  looks.length = 0;
  feed.forgotten([ref]);
  expect(looks.length).toBe(0);
  await until(() => looks.length >= 80);
  expect(Math.max(...looks) - Math.min(...looks)).toBeGreaterThan(300);
  for (const list of held.slice(5)) lists.release(list);
  looks.length = 0;
  feed.forgotten([ref]);
  expect(looks.length).toBe(5);
  await lists.onApplicationShutdown();
});
