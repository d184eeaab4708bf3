import { describe, expect, it } from '@jest/globals';
import type { CacheAnswer } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { RequestScope } from './read-scope.js';

const CALL = {} as CacheCall;
const hit = { entry: {}, status: { result: 'hit', tier: 'l1' }, readOn: 0 } as CacheAnswer;
const miss = { ...hit, status: { result: 'miss', tier: 'load' } } as CacheAnswer;

describe('the scope of a request', () => {
  const scope = () => new RequestScope({ id: 'a', subscriber: '::1', traceparent: undefined });

  it('keeps what is read between begin and take, and nothing before or after', () => {
    const own = scope();
    own.answered(miss, CALL);
    expect(own.begin()).toBe(true);
    own.answered(hit, CALL);
    expect(own.take()).toEqual({ last: hit, worst: hit });
    own.answered(miss, CALL);
    expect(own.take()).toEqual({ last: undefined, worst: undefined });
  });

  it('is not begun by a handler inside a handler, whose answers are its own', () => {
    const own = scope();
    expect([own.begin(), own.begin()]).toEqual([true, false]);
    own.take();
    expect(own.begin()).toBe(true);
  });
});
