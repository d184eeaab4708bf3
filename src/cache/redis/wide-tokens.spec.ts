import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { LEASE_MS, WIDE_TOKEN_LIFE_MS } from '../entry/protocol.constants.js';
import { type WideCommands, WideTokenLeases } from './wide-tokens.js';

const TAG = { shard: 'chain', tag: 'everybody' };
const OTHER = { shard: 'biz:1', tag: 'everybody' };

let now: number;
let reads: ((token: string | null) => void)[];
let claims: ((token: string) => void)[];
let leases: WideTokenLeases;

beforeEach(() => {
  now = 1000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  reads = [];
  claims = [];
  const commands: WideCommands = {
    read: async () => new Promise((resolve) => reads.push(resolve)),
    claim: async () => new Promise((resolve) => claims.push(resolve)),
  };
  leases = new WideTokenLeases(commands);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Reads the tag with an answer that takes `ms`. */
async function confirmed(token: string | null, ms = 0): Promise<void> {
  const before = reads.length;
  const answer = leases.read([TAG]);
  expect(reads).toHaveLength(before + 1);
  now += ms;
  reads.at(-1)?.(token);
  expect((await answer).tokens).toEqual([token]);
}

it('sends one command for all reads of half a lease', async () => {
  await confirmed('a');
  now += LEASE_MS / 2 - 1;
  expect(leases.read([TAG])).toEqual({ tokens: ['a'], sentAt: 1000 });
  expect(reads).toHaveLength(1);
  now += 1;
  void leases.read([TAG]);
  expect(reads).toHaveLength(2);
});

it('counts that time from the sending, however late the answer is', async () => {
  await confirmed('a', LEASE_MS / 2);
  void leases.read([TAG]);
  expect(reads).toHaveLength(2);
});

it('shares a command in flight only with reads of half a lease after its sending', async () => {
  const first = leases.read([TAG]);
  now += 1;
  const second = leases.read([TAG]);
  expect(reads).toHaveLength(1);
  now += LEASE_MS / 2;
  const third = leases.read([TAG]);
  expect(reads).toHaveLength(2);
  reads[1]?.('b');
  expect(await third).toEqual({ tokens: ['b'], sentAt: 1001 + LEASE_MS / 2 });
  reads[0]?.('a');
  expect([(await first).tokens, (await second).tokens]).toEqual([['a'], ['a']]);
  // The late answer has replaced nothing.
  expect(leases.read([TAG])).toMatchObject({ tokens: ['b'] });
});

it('uses nothing that was sent before a FORGET of this process was answered', async () => {
  await confirmed('a');
  now += 1;
  leases.endLeases(now);
  const inFlight = leases.read([TAG]);
  now += 1;
  leases.endLeases(now);
  now += 1;
  const after = leases.read([TAG]);
  expect(reads).toHaveLength(3);
  reads[1]?.('a');
  reads[2]?.('b');
  expect([(await inFlight).tokens, (await after).tokens]).toEqual([['a'], ['b']]);
});

it('reveals several tags since when the oldest is known', async () => {
  await confirmed('a');
  now += 5;
  const both = leases.read([TAG, OTHER]);
  reads[1]?.('b');
  expect(await both).toEqual({ tokens: ['a', 'b'], sentAt: 1000 });
  expect(leases.since([TAG, OTHER], ['a', 'b'])).toBe(1000);
  expect(leases.since([OTHER], ['b'])).toBe(1005);
  expect(leases.since([TAG, OTHER], ['a', 'c'])).toBe(Number.NEGATIVE_INFINITY);
});

it('claims a token that is missing or not known, and no other', async () => {
  // The first read has it renewed.
  await confirmed(null);
  expect(claims).toHaveLength(1);
  const claim = leases.claim([TAG]);
  expect(claims).toHaveLength(2);
  claims[1]?.('a');
  expect(await claim).toEqual({ tokens: ['a'], sentAt: 1000 });
  expect(leases.claim([TAG])).toEqual({ tokens: ['a'], sentAt: 1000 });
  expect(claims).toHaveLength(2);
});

it('renews a token long before its life ends, and tries again soon if that failed', async () => {
  await confirmed('a');
  expect(claims).toHaveLength(1);
  claims[0]?.('a');
  await Promise.resolve();
  now += WIDE_TOKEN_LIFE_MS / 2;
  await confirmed('a');
  expect(claims).toHaveLength(2);
  now += 60_000;
  await confirmed('a');
  expect(claims).toHaveLength(3);
});
