import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RedisServer } from '../../../support/redis.js';
import type { FaultKind } from './fault.js';
import { command } from './redis.command.js';

const AWAY = ['redis'] as const;

const replicaOfAnother: FaultKind = {
  name: 'READONLY, as a replica of another',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    await command(fleet.primary, async (client) => {
      await client.replicaof('127.0.0.1', fleet.standby.port);
      await sleep(holdMs);
      await client.replicaof('NO', 'ONE');
    });
  },
};

/** As Sentinel does it: the old primary is demoted, its clients are dropped, the replica is promoted. */
const failedOver: FaultKind = {
  name: 'promotion, orderly',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    await replicate(fleet.primary, fleet.standby);
    const { primary, standby } = fleet;
    fleet.promote();
    await command(primary, async (client) => {
      await client
        .multi()
        .replicaof('127.0.0.1', standby.port)
        .call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
        .exec();
      await command(standby, async (other) => other.replicaof('NO', 'ONE'));
      await sleep(holdMs);
      await client.replicaof('NO', 'ONE');
    });
  },
};

/** The primary dies with what it had not replicated yet. */
const diedAndReplaced: FaultKind = {
  name: 'promotion, the primary died',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    await replicate(fleet.primary, fleet.standby);
    const { primary, standby } = fleet;
    await primary.kill();
    await sleep(holdMs / 4);
    await command(standby, async (client) => client.replicaof('NO', 'ONE'));
    fleet.promote();
    await primary.restart();
  },
};

/**
 * A live connection's server becomes another: its data are those that the standby has from an earlier life of the primary,
 * entries and tokens together, and much that was forgotten since is among them. Nothing but the epoch tells them from
 * what is true: connections still have that of the empty primary, which made none of them, and learn the next within a second.
 */
const replacedUnderConnections: FaultKind = {
  name: 'promotion under live connections',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    const { primary, standby } = fleet;
    await replicate(primary, standby);
    await command(standby, async (client) => client.replicaof('NO', 'ONE'));
    await primary.kill();
    // Empty, though it may have a file of what it once got as a replica: otherwise the stamps of what the standby has would be
    // of this life's epoch only by chance.
    await rm(join(primary.directory, 'dump.rdb'), { force: true });
    await primary.restart();
    // The cache comes back, and there are writes whose FORGET never reaches the standby.
    await sleep(holdMs);
    await command(primary, async (client) => {
      await client.replicaof('127.0.0.1', standby.port);
      await linked(client);
      await client.replicaof('NO', 'ONE');
    });
  },
};

/**
 * The primary follows a standby that lacks the latest FORGETs, and is promoted again, while its clients stay connected: what was
 * forgotten under the epoch that they know is there again.
 */
export const laggingStandbyFollowed: FaultKind = {
  name: 'a lagging standby followed under live connections',
  away: AWAY,
  async inject({ fleet, holdMs }) {
    const { primary, standby } = fleet;
    await replicate(primary, standby);
    await command(standby, async (client) => client.replicaof('NO', 'ONE'));
    await sleep(holdMs);
    await command(primary, async (client) => {
      await client.replicaof('127.0.0.1', standby.port);
      await linked(client);
      await sleep(holdMs / 4);
      await client.replicaof('NO', 'ONE');
    });
  },
};

async function replicate(primary: RedisServer, standby: RedisServer): Promise<void> {
  await command(standby, async (client) => {
    await client.replicaof('127.0.0.1', primary.port);
    await linked(client);
  });
}

async function linked(replica: Redis): Promise<void> {
  const patience = performance.now() + 10_000;
  while (!(await replica.info('replication')).includes('master_link_status:up')) {
    if (performance.now() > patience) throw new Error('The replica found no primary within 10 s.');
    await sleep(20);
  }
}

export const REPLICATION_FAULTS: readonly FaultKind[] = [
  replicaOfAnother,
  failedOver,
  diedAndReplaced,
  replacedUnderConnections,
  laggingStandbyFollowed,
];
