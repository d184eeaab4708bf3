import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { SECOND_MS } from '../../src/time/durations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { ApplicationProcess } from './checker/application.process.js';
import { environment } from './checker/environment.js';
import { HttpClient } from './checker/http.client.js';
import { ConstantLoad } from './constant-load.js';

/** S3: what Redis may cost a read and a write, and how soon reads use it again. */
const READ_MS = 100;
const WRITE_MS = 300;
const RETURN_MS = SECOND_MS;
/** What none of the requests below happens to meet of the machine's other business. */
const SLACK_MS = 150;
/**
 * A single slowest request may meet more of it than any other. This still tells a budget from a Redis that is waited for,
 * which takes as long as the fault.
 */
const WORST_LUCK_MS = 250;
/** Questions and answers between the server's return and the first hit: connections, epoch, outbox, load, STORE. */
const STEPS_BACK = 10;
const CALM_MS = SECOND_MS;
const FAULT_MS = 2 * SECOND_MS;
/**
 * Where requests in which Redis has no part take longer than this, the machine is too busy to tell what Redis costs: it is measured
 * again. The last measurement counts whatever they took, so that a fault which slows them as well is found.
 */
const BUSY_MS = 60;
const MEASUREMENTS = 3;

interface RedisFault {
  readonly name: string;
  readonly inject: () => Promise<unknown>;
  readonly lift: () => Promise<unknown>;
}

describe('an application whose Redis', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let wire: TcpProxy;
  let application: ApplicationProcess;
  let client: HttpClient;
  let admin: Redis;
  let load: ConstantLoad;

  const faults: readonly RedisFault[] = [
    { name: 'was killed', inject: async () => redis.kill(), lift: async () => redis.restart() },
    { name: 'is frozen', inject: async () => redis.freeze(), lift: async () => redis.thaw() },
    { name: 'is slow', inject: async () => wire.delay(400), lift: async () => wire.pass() },
    // Within the time that a command has: every command is answered, and costs a read most of its budget.
    { name: 'is 60 ms away', inject: async () => wire.delay(30), lift: async () => wire.pass() },
    {
      name: 'is full',
      inject: async () => admin.config('SET', 'maxmemory', '1'),
      lift: async () => admin.config('SET', 'maxmemory', '0'),
    },
    {
      name: 'is read-only',
      inject: async () => admin.replicaof('127.0.0.1', 1),
      lift: async () => admin.replicaof('NO', 'ONE'),
    },
  ];

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await startRedis();
    admin = redis.client();
    wire = await TcpProxy.to(redis.port);
    const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
    application = await ApplicationProcess.start(main, environment(database.url, wire.port));
    client = new HttpClient(application.port);
    load = await ConstantLoad.on(client);
  });

  afterAll(async () => {
    await load?.stop();
    client?.close();
    await application?.kill();
    await wire?.close();
    await redis?.stop();
    await database?.drop();
  });

  const measured = async ({ inject, lift }: RedisFault) => {
    await load.untilHit();
    const calm = await load.during(async () => sleep(CALM_MS));
    const broken = await load.during(async () => {
      await inject();
      await sleep(FAULT_MS);
    });
    let back = 0;
    const returning = await load.during(async () => {
      await lift();
      back = await load.untilHit();
    });
    return { calm, broken, returning, back };
  };

  it.each(faults)('$name answers everything in time and uses it again at once', async (fault) => {
    let { calm, broken, returning, back } = await measured(fault);
    const isBusy = () => [calm, broken, returning].some(({ witness }) => witness.p95 > BUSY_MS);
    for (let times = 1; isBusy() && times < MEASUREMENTS; times++) {
      expect([...calm.failures, ...broken.failures, ...returning.failures]).toEqual([]);
      ({ calm, broken, returning, back } = await measured(fault));
    }

    expect([...calm.failures, ...broken.failures, ...returning.failures]).toEqual([]);
    expect(broken.reads.count).toBeGreaterThan(20);
    expect(broken.writes.count).toBeGreaterThan(2);
    // A machine with much to do is slow in everything, also in what Redis has no part in. Those requests, asked at the same
    // time, tell its share: work takes longer by a factor, and timers are late.
    const slower = Math.max(1, broken.witness.p95 / calm.witness.p95);
    const late = Math.max(0, broken.witness.p95 - calm.witness.p95) + SLACK_MS;
    expect(broken.reads.p95).toBeLessThan(calm.reads.p95 * slower + READ_MS + late);
    expect(broken.writes.p95).toBeLessThan(calm.writes.p95 * slower + WRITE_MS + late);
    expect(broken.reads.max).toBeLessThan(calm.reads.max * slower + READ_MS + WORST_LUCK_MS);
    expect(broken.writes.max).toBeLessThan(calm.writes.max * slower + WRITE_MS + WORST_LUCK_MS);
    const step = Math.max(broken.witness.p50, returning.witness.p50);
    expect(back).toBeLessThan(RETURN_MS + WORST_LUCK_MS + STEPS_BACK * step);
  });
});
