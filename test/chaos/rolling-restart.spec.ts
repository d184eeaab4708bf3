import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { ServerProcess } from '../support/server-process.js';
import { createShop } from '../support/shop.js';

/** Ten in the long run; each takes the readiness delay of three seconds and a start. */
const RESTARTS = Number(process.env['CHAOS_SECONDS'] ?? 0) > 90 ? 10 : 2;
const CLIENTS = 4;

/** What a Service of Kubernetes does: sends to instances whose readiness answered 200 when it was last asked. */
class Balancer {
  private readonly ready = new Set<string>();
  private turn = 0;
  private stopped = false;

  constructor(private readonly origins: readonly string[]) {}

  async run(): Promise<void> {
    while (!this.stopped) {
      for (const origin of this.origins) {
        const isReady = await fetch(`${origin}/health/ready`).then(
          ({ status }) => status === 200,
          () => false,
        );
        if (isReady) this.ready.add(origin);
        else this.ready.delete(origin);
      }
      await sleep(100);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  isReady(origin: string): boolean {
    return this.ready.has(origin);
  }

  next(): string {
    const present = [...this.ready];
    const origin = present[this.turn++ % present.length];
    if (origin === undefined) throw new Error('No instance is ready');
    return origin;
  }
}

describe('rolling restarts', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let directory: string;
  let ports: number[];
  const servers: ServerProcess[] = [];

  const startServer = async (index: number) => {
    const server = new ServerProcess(
      {
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        PORT: String(ports[index]),
        RATE_LIMIT_PER_MINUTE: '0',
        LOG_LEVEL: 'error',
        SEED_DEMO: 'false',
      },
      directory,
    );
    servers[index] = server;
    await server.listening();
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bookedbarber-rolling-'));
    database = await createTestDatabase();
    redis = await startRedis();
    ports = [await freePort(), await freePort()];
    await Promise.all([startServer(0), startServer(1)]);
  });
  afterAll(async () => {
    for (const server of servers) {
      server.kill('SIGKILL');
      await server.ended;
    }
    await redis.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  it(`of one of two instances under load lose no request, ${RESTARTS} times`, async () => {
    const { locationId, serviceId } = await createShop(database);
    const balancer = new Balancer(ports.map((port) => `http://127.0.0.1:${port}`));
    const balancing = balancer.run();
    const [first = '', second = ''] = ports.map((port) => `http://127.0.0.1:${port}`);
    while (!balancer.isReady(first) || !balancer.isReady(second)) await sleep(20);

    const answers = new Map<string, number>();
    const load = { isOn: true };
    const client = async () => {
      while (load.isOn) {
        const url = `${balancer.next()}/api/v1/bookings/available-slots?date=2027-06-15&locationId=${locationId}&serviceId=${serviceId}`;
        const outcome = await fetch(url).then(
          async (response) => {
            await response.arrayBuffer();
            return String(response.status);
          },
          (error: Error) => (error.cause instanceof Error ? error.cause.message : error.message),
        );
        answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
        await sleep(5);
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    for (let restart = 0; restart < RESTARTS; restart++) {
      servers[1]?.kill('SIGTERM');
      expect(await servers[1]?.ended).toBe(0);
      await startServer(1);
      while (!balancer.isReady(second)) await sleep(20);
    }
    load.isOn = false;
    await Promise.all(clients);
    balancer.stop();
    await balancing;
    expect([...answers.keys()]).toEqual(['200']);
    expect(answers.get('200')).toBeGreaterThan(100 * RESTARTS);
  }, 240_000);
});
