import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { migrate } from '../../src/database/migrate.js';
import { startApp } from '../support/app.js';
import { InstalledPostgres } from '../support/installed-postgres.js';
import { startRedis } from '../support/redis.js';
import { createShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

/** S2: reads agree with the database so long after it answers again. */
const BOUND_MS = 2000;

const week = (opens: number, closes: number) =>
  JSON.stringify(Array.from({ length: 7 }, () => [[opens, closes]]));
const BEFORE = week(540, 1020);
const AFTER = week(600, 1200);

const TEMPLATE = 'template_shop';

/** Closed in reverse order after each test. */
const ends: (() => Promise<unknown>)[] = [];

/** An instance of the application, and when its shop opens on Mondays as the public API says. */
class Instance {
  private constructor(private readonly app: Awaited<ReturnType<typeof startApp>>) {}

  static async start(database: string, port: number, redisUrl: string | undefined): Promise<Instance> {
    const app = await startApp(
      redisUrl === undefined ? {} : { REDIS_URL: redisUrl },
      InstalledPostgres.databaseAt(port, database),
    );
    ends.push(app.close);
    return new Instance(app);
  }

  async opens(): Promise<string | undefined> {
    const { body } = await this.read();
    return body.weekly?.[0]?.windows[0]?.start;
  }

  /** Whether that is answered from the cache. */
  async isHit(): Promise<boolean> {
    const { headers } = await this.read();
    return headers.get('cache-status')?.includes('hit') === true;
  }

  /** Reads show the hour in time, and so does the cache once it is used again. */
  async shows(hour: string): Promise<void> {
    await until(async () => (await this.opens()) === hour, BOUND_MS, `reads show ${hour}`);
    await until(async () => this.isHit());
    expect(await this.opens()).toBe(hour);
  }

  async close(): Promise<void> {
    await this.app.close();
  }

  private async read() {
    return this.app.get<{ weekly?: { windows: { start: string }[] }[] }>(
      'settings/business-hours?locationId=1',
    );
  }
}

describe('a database that went back in time', () => {
  let server: InstalledPostgres;
  /** A cluster of another identity, empty. */
  let other: InstalledPostgres;
  let proxy: TcpProxy;
  let database: string;
  let databases = 0;

  beforeAll(async () => {
    [server, other] = await Promise.all([InstalledPostgres.start(), InstalledPostgres.start()]);
    await server.run('createdb', TEMPLATE);
    await migrate(server.url(TEMPLATE));
    await createShop(server.database(TEMPLATE));
    await server
      .database(TEMPLATE)
      .query('INSERT INTO business_hours (location_id, weekly) VALUES (1, $1)', [BEFORE]);
  });

  afterAll(async () => {
    await Promise.all([server.stop(), other.stop()]);
  });

  beforeEach(async () => {
    database = `shop_${++databases}`;
    await server.run('createdb', '--template', TEMPLATE, database);
    proxy = await TcpProxy.to(server.port);
    ends.push(() => proxy.close());
  });

  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  const redisUrl = async () => {
    const redis = await startRedis();
    ends.push(redis.stop);
    return redis.url;
  };
  const open = async (redis: string | undefined) => {
    const instance = await Instance.start(database, proxy.port, redis);
    await instance.shows('09:00');
    return instance;
  };
  const dump = async () => {
    const file = join(await server.folder(), `${database}.dump`);
    await server.run('pg_dump', '-Fc', '-d', database, '-f', file);
    return file;
  };
  /** What the database loses when it goes back. */
  const change = async (instance: Instance) => {
    await server.database(database).query('UPDATE business_hours SET weekly = $1', [AFTER]);
    await instance.shows('10:00');
  };
  /** The address leads to another server, as a DNS name or a virtual address would. */
  const switchTo = (to: InstalledPostgres) => {
    proxy.retarget(to.port);
    proxy.reset();
  };

  it.each(['redis', 'memory'])('pg_restore --clean into the running database (%s)', async (store) => {
    const instance = await open(store === 'redis' ? await redisUrl() : undefined);
    const file = await dump();
    await change(instance);
    await server.run('pg_restore', '--clean', '--if-exists', '-d', database, file);
    await instance.shows('09:00');
  });

  it.each(['redis', 'memory'])(
    'a dump restored into a new cluster behind the address (%s)',
    async (store) => {
      const instance = await open(store === 'redis' ? await redisUrl() : undefined);
      const file = await dump();
      await change(instance);
      await other.run('createdb', database);
      await other.run('pg_restore', '-d', database, file);
      switchTo(other);
      await instance.shows('09:00');
    },
  );

  it('the promotion of a standby that lacked the last transactions', async () => {
    const instance = await open(await redisUrl());
    const wire = await TcpProxy.to(server.port);
    ends.push(() => wire.close());
    const standby = await server.copy(wire.port);
    ends.push(standby.stop);
    await standby.restart();
    wire.cut();
    await change(instance);
    await standby.promote();
    switchTo(standby);
    await instance.shows('09:00');
  });

  it('a base backup that is started again', async () => {
    const instance = await open(await redisUrl());
    const copy = await server.copy();
    ends.push(copy.stop);
    await change(instance);
    await copy.restart();
    switchTo(copy);
    await instance.shows('09:00');
  });

  it('a base backup that is started while no instance runs', async () => {
    const redis = await redisUrl();
    const instance = await open(redis);
    // An instance forgets the last minute when it first meets a Redis (rule 13): that is not what is tested here.
    await server.database(database).query(`UPDATE outbox SET done_at = done_at - interval '2 minutes'`);
    const copy = await server.copy();
    ends.push(copy.stop);
    await change(instance);
    await instance.close();
    await copy.restart();
    switchTo(copy);
    await (await Instance.start(database, proxy.port, redis)).shows('09:00');
  });
});
