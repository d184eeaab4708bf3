import { expect, it } from '@jest/globals';
import { slotOf } from './redis.slot.js';

it('computes the same slots as Redis (CLUSTER KEYSLOT)', () => {
  expect(['123456789', 'foo', 'loc:1', 'barber:42', 'user:100000', 'biz:1', ''].map(slotOf)).toEqual([
    12739, 12182, 4572, 3137, 14874, 9247, 0,
  ]);
});
