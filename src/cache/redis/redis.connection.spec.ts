import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { SECOND_MS } from '../../time/durations.js';
import { RedisConnection } from './redis.connection.js';
import type { Scripted } from './redis.scripts.js';

const ONE = '1'.repeat(40);
const OTHER = '2'.repeat(40);

/** A connection to a server whose history the test changes. */
async function connected() {
  const server = { history: ONE };
  const client = Object.assign(new EventEmitter(), {
    status: 'ready',
    info: async () => `role:master\r\nmaster_replid:${server.history}\r\n`,
  });
  const failures: unknown[] = [];
  const connection = new RedisConnection(client as unknown as Scripted, false, SECOND_MS, (error) =>
    failures.push(error),
  );
  await connection.epoch.read();
  return { server, connection, failures };
}

describe('rule 23: an epoch that was read too long ago', () => {
  it('is not used', async () => {
    const { connection } = await connected();
    const now = performance.now();
    expect(connection.epoch.at(now)).toBe(ONE);
    expect(connection.epoch.at(now + 2.1 * SECOND_MS)).toBeUndefined();
  });

  it('is used again once the server has confirmed it', async () => {
    const { connection, failures } = await connected();
    await expect(connection.epoch.renew()).resolves.toBe(ONE);
    expect(failures).toEqual([]);
  });

  it('is a failure of the server if it has changed', async () => {
    const { server, connection, failures } = await connected();
    server.history = OTHER;
    await expect(connection.epoch.renew()).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(failures).toEqual([new Error('its replication history has changed')]);
  });
});
