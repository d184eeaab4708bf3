import { beforeEach, describe, expect, it } from '@jest/globals';
import { ReplyError } from 'ioredis';
import { StoreUnavailable } from '../entry/cache.errors.js';
import type { RedisConnection } from './redis.connection.js';
import { RedisPool } from './redis.pool.js';
import { RedisProof } from './redis.proof.js';
import { SinglePrimary } from './redis.topology.js';

/** A connection to a server of which only its keys, its name and its epoch matter. */
function connectionTo(keys: Map<string, string>, server: string, epoch: { value: string }): RedisConnection {
  const client = {
    get: async (key: string) => keys.get(key) ?? null,
    cacheAnswer: async (_: number, key: string, value: string) => keys.set(key, value),
  };
  return {
    server,
    epoch: { read: async () => epoch.value },
    send: async (command: (each: typeof client) => Promise<unknown>) => command(client),
  } as unknown as RedisConnection;
}

describe('a proof in Redis', () => {
  let here: Map<string, string>;
  let elsewhere: Map<string, string>;
  let epoch: { value: string };

  beforeEach(() => {
    here = new Map();
    elsewhere = new Map();
    epoch = { value: 'a' };
  });

  const proofOver = (namespace: string, ...connections: [RedisConnection, ...RedisConnection[]]) =>
    new RedisProof(
      new SinglePrimary(new RedisPool(connections)),
      namespace,
      () => undefined,
      () => undefined,
    );
  const connection = (keys = here, server = 'one') => connectionTo(keys, server, epoch);

  it('is given by an instance on the same server', async () => {
    const challenge = await proofOver('bb', connection(), connection()).challenge();
    expect(await challenge.answer()).toBeUndefined();
    await proofOver('bb', connection()).answer(challenge, 'generation');
    expect(await challenge.answer()).toBe('generation');
  });

  it('needs each connection of the pool', async () => {
    const challenge = await proofOver('bb', connection(here, '?1'), connection(elsewhere, '?2')).challenge();
    await proofOver('bb', connection()).answer(challenge, 'generation');
    expect(await challenge.answer()).toBeUndefined();
  });

  it('ends with the connection as every use of the store does, and with a refusal as it is', async () => {
    const failing = (error: Error) => {
      const lost = connection();
      const send = async () => {
        throw error;
      };
      return Object.assign(lost, { send });
    };
    const answerAfter = async (error: Error) => (await proofOver('bb', failing(error)).challenge()).answer();
    await expect(answerAfter(new Error('Connection is closed.'))).rejects.toThrow(StoreUnavailable);
    await expect(answerAfter(new ReplyError('NOPERM'))).rejects.toThrow(/^NOPERM/);
  });

  it('needs the same namespace', async () => {
    const challenge = await proofOver('bb', connection()).challenge();
    await proofOver('cc', connection()).answer(challenge, 'generation');
    expect(await challenge.answer()).toBeUndefined();
  });

  it('does not count if the server may have been a replica meanwhile', async () => {
    const challenge = await proofOver('bb', connection()).challenge();
    await proofOver('bb', connection()).answer(challenge, 'generation');
    epoch.value = 'b';
    expect(await challenge.answer()).toBeUndefined();
  });

  it('names the servers unless connections of one pool reach different ones', () => {
    expect(proofOver('bb', connection(), connection()).servers).toBe('one');
    expect(proofOver('bb', connection(), connection(here, 'two')).servers).toBeUndefined();
    expect(proofOver('bb', connection(here, '?1'), connection(here, '?2')).servers).toBe('?1+?2');
  });
});
