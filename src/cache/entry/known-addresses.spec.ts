import { describe, expect, it } from '@jest/globals';
import { addressOf } from './known-addresses.js';
import { defineRegion } from './region.js';

const region = defineRegion<unknown[]>({
  name: 'thing',
  pattern: 'thing:{arguments}',
  version: 1,
  ttl: 60,
  shard: () => 'all',
  key: (...args) => `thing:${args.map((each) => `${typeof each}.${String(each).slice(0, 20)}`).join(':')}`,
  tags: () => ['all'],
});

class Counter {
  #counted = 0;

  count(): void {
    this.#counted++;
  }

  toJSON(): number {
    return this.#counted;
  }
}

describe('the address of a call', () => {
  it.each([[[]], [[1]], [['a']], [[null]], [[1, 'a', undefined]], [[Object.freeze({ id: 1 })]]])(
    'is remembered for arguments that cannot change: %j',
    (args) => {
      expect(addressOf(region, args)).toBe(addressOf(region, [...args]));
    },
  );

  it.each([[[{ id: 1 }]], [[[1]]], [['a'.repeat(201)]], [[1, Object.freeze({ id: 1 })]]])(
    'is made anew for any others: %j',
    (args) => {
      expect(addressOf(region, args)).not.toBe(addressOf(region, args));
    },
  );

  const date = Object.freeze(new Date(0));
  const nested = Object.freeze({ ids: [1] });
  const computed = Object.freeze(
    Object.defineProperty({}, 'day', { enumerable: true, get: () => date.getTime() }),
  );
  const instance = Object.freeze(new Counter());
  it.each([
    ['an instance of a class', instance, () => instance.count()],
    ['a date', date, () => date.setTime(1)],
    ['what is in an object', nested, () => nested.ids.push(2)],
    ['what a getter returns', computed, () => date.setTime(2)],
  ])('is made anew for %s, which can change although the object is frozen', (_, argument, change) => {
    const whole = { ...region, key: (of: unknown) => `thing:${JSON.stringify(of).replaceAll(/\W/g, '.')}` };
    const before = addressOf(whole, [argument]).key;
    change();
    expect(addressOf(whole, [argument]).key).not.toBe(before);
  });

  it('is another one for other arguments', () => {
    const lists = [[], [undefined], [null], [0], [-0], [NaN], [1], ['1'], [1, 1], [1, '1'], [1, undefined]];
    for (const args of lists) addressOf(region, args);
    expect(new Set(lists.map((args) => addressOf(region, args))).size).toBe(lists.length);
    expect(lists.map((args) => addressOf(region, args).args)).toEqual(lists);
  });

  it('is forgotten after a thousand others, so that a stranger cannot fill the memory', () => {
    const first = addressOf(region, ['first']);
    for (let id = 0; id < 2000; id++) addressOf(region, ['other', id]);
    expect(addressOf(region, ['first'])).not.toBe(first);
  });
});
