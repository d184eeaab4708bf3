import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultKind, repeatedly } from './fault.js';
import { command } from './redis.command.js';

const AWAY = ['redis'] as const;

const killed: FaultKind = {
  name: 'Redis killed',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    await fleet.primary.kill();
    await sleep(holdMs);
    await fleet.primary.restart();
  },
};

const frozen: FaultKind = {
  name: 'Redis frozen',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    fleet.primary.freeze();
    await sleep(holdMs);
    fleet.primary.thaw();
  },
};

const flushed: FaultKind = {
  name: 'FLUSHALL',
  away: [],
  async inject({ fleet, random, holdMs }) {
    await command(fleet.primary, async (client) =>
      repeatedly(holdMs, random.between(20, 150), async () => client.flushall()),
    );
  },
};

const evicted: FaultKind = {
  name: 'random eviction',
  away: [],
  async inject({ fleet, holdMs }) {
    await command(fleet.primary, async (client) => {
      await client.config('SET', 'maxmemory-policy', 'allkeys-random');
      // What is there now is the limit: each new key costs others, and a few more are taken at random.
      await client.config(
        'SET',
        'maxmemory',
        /used_memory:(\d+)/.exec(await client.info('memory'))?.[1] ?? '0',
      );
      await repeatedly(holdMs, 5, async () => {
        const key = await client.randomkey();
        if (key !== null) await client.unlink(key);
      });
      await client.config('SET', 'maxmemory', '0');
    });
  },
};

const paused: FaultKind = {
  name: 'CLIENT PAUSE WRITE',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    await command(fleet.primary, async (client) => {
      await client.call('CLIENT', 'PAUSE', String(Math.round(holdMs)), 'WRITE');
      await sleep(holdMs);
      await client.call('CLIENT', 'UNPAUSE');
    });
  },
};

const disconnected: FaultKind = {
  name: 'CLIENT KILL',
  away: AWAY,
  async inject({ fleet, random, holdMs }) {
    await command(fleet.primary, async (client) =>
      repeatedly(holdMs, random.between(50, 400), async () =>
        client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
      ),
    );
  },
};

/** The snapshot cannot be written because a folder stands in its place; from then on writes are refused. */
const misconfigured: FaultKind = {
  name: 'MISCONF',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    const obstacle = join(fleet.primary.directory, 'dump.rdb');
    await rm(obstacle, { recursive: true, force: true });
    await mkdir(obstacle);
    await command(fleet.primary, async (client) => {
      await client.config('SET', 'save', '86400 1');
      await client.bgsave();
      await sleep(holdMs);
      await client.config('SET', 'save', '');
    });
    await rm(obstacle, { recursive: true, force: true });
  },
};

/** A primary made the replica of a server that does not exist answers reads with what it has and refuses writes. */
const readOnly: FaultKind = {
  name: 'READONLY, with its data',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    await command(fleet.primary, async (client) => {
      await client.replicaof('127.0.0.1', 1);
      await sleep(holdMs);
      await client.replicaof('NO', 'ONE');
    });
  },
};

/** What was forgotten since the snapshot is there again, entries and tokens together. */
const oldSnapshot: FaultKind = {
  name: 'restart from an old RDB',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    await command(fleet.primary, async (client) => client.save());
    await sleep(holdMs);
    await fleet.primary.kill();
    await fleet.primary.restart();
    await rm(join(fleet.primary.directory, 'dump.rdb'), { force: true });
  },
};

export const REDIS_FAULTS: readonly FaultKind[] = [
  killed,
  frozen,
  flushed,
  evicted,
  paused,
  disconnected,
  misconfigured,
  readOnly,
  oldSnapshot,
];
