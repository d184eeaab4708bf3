import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../src/time/durations.js';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { quantile } from './http.load.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { table } from './measure.js';
import { report } from './report.js';
import { openScratchDatabase } from './scratch-database.js';
import { Belongings } from './workload.belongings.js';
import { DATES, fillShops } from './workload.shops.js';

const INSTANCES = 3;
/** The days of all locations but the last are read; the hours of the last one are changed. */
const READ_LOCATIONS = 19;
const CHANGED_LOCATION = 20;
const READ_EVERY_MS = 10;
const WRITE_EVERY_MS = 500;
const FIRST_SECONDS = 3;
const ADMIN = { email: 'admin@example.com', password: 'a password of the bench' };

/** What the reads of one stage of a rolling change were. */
interface Stage {
  readonly name: string;
  readonly hits: number;
  readonly loads: number;
  readonly bypasses: number;
  readonly stale: number;
  readonly p99: number;
}

/**
 * A rolling restart of three instances onto another Redis, and onto the same one: which reads go past the cache meanwhile, and whether one of them
 * is stale. `--seconds 15`, between two restarts.
 */
export async function benchRollout(options: readonly string[]): Promise<void> {
  const seconds = numberOf(options, '--seconds', 15);
  for (const title of ['onto another Redis', 'onto the same Redis'] as const) {
    const belongings = new Belongings();
    try {
      const stages = await change(title === 'onto another Redis', seconds * SECOND_MS, belongings);
      const rows = stages.map(({ name, hits, loads, bypasses, stale, p99 }) => {
        const reads = hits + loads + bypasses;
        const percent = (count: number) => `${((100 * count) / reads).toFixed(1)} %`;
        return [name, `${reads}`, percent(hits), percent(loads), percent(bypasses), `${stale}`, p99];
      });
      const head = ['stage', 'reads', 'hits', 'loads that were stored', 'past the cache', 'stale', 'p99 ms'];
      report(`A rolling change ${title}:\n\n${table(head, rows)}\n`);
    } finally {
      await belongings.release();
    }
  }
}

async function change(isOther: boolean, stageMs: number, belongings: Belongings): Promise<Stage[]> {
  const database = await belongings.own(openScratchDatabase(), async (it) => it.close());
  await fillShops(database.url);
  const startRedis = async () => belongings.own(BenchRedis.start(await freePort()), async (it) => it.stop());
  const before = await startRedis();
  const after = isOther ? await startRedis() : before;
  const start = async (redis: BenchRedis) =>
    belongings.own(
      BenchServer.start({
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        JWT_SECRET: 'the bench signs with thirty-two letters',
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        SEED_DEMO: 'false',
        LOG_LEVEL: 'error',
      }),
      async (server) => server.stop(),
    );
  const fleet = new Fleet();
  for (let index = 0; index < INSTANCES; index++) fleet.servers.push(await start(before));
  await fleet.login();
  await fleet.during('warm-up, not counted', stageMs);
  const stages = [await fleet.during('before', stageMs)];
  for (let index = 0; index < INSTANCES; index++) {
    const leaving = fleet.servers.shift();
    await leaving?.stop();
    fleet.servers.push(await start(after));
    const name = `${index + 1} of ${INSTANCES} changed`;
    if (index + 1 === INSTANCES)
      stages.push(await fleet.during(`${name}, first ${FIRST_SECONDS} s`, FIRST_SECONDS * SECOND_MS));
    stages.push(await fleet.during(name, stageMs));
  }
  return stages;
}

/** The instances that are asked, in turn. */
class Fleet {
  readonly servers: BenchServer[] = [];
  private token = '';
  private turn = 0;
  private changes = 0;

  async login(): Promise<void> {
    const answer = await fetch(`${this.next()}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ADMIN),
    });
    this.token = ((await answer.json()) as { accessToken: string }).accessToken;
  }

  async during(name: string, ms: number): Promise<Stage> {
    const results = { hit: 0, miss: 0, bypass: 0 };
    const times: number[] = [];
    let stale = 0;
    const until = performance.now() + ms;
    const writing = async () => {
      for (; performance.now() < until; await sleep(WRITE_EVERY_MS)) stale += await this.changeAndRead();
    };
    let failure: unknown;
    const failed = (error: unknown) => (failure ??= error);
    const underWay: Promise<unknown>[] = [writing().catch(failed)];
    for (; performance.now() < until; await sleep(READ_EVERY_MS)) {
      const read = async () => {
        const [result, took] = await this.read();
        results[result]++;
        times.push(took);
      };
      underWay.push(read().catch(failed));
    }
    await Promise.all(underWay);
    if (failure !== undefined) throw failure;
    const p99 = quantile(
      times.toSorted((a, b) => a - b),
      0.99,
    );
    return { name, hits: results.hit, loads: results.miss, bypasses: results.bypass, stale, p99 };
  }

  private next(): string {
    const server = this.servers[this.turn++ % this.servers.length];
    if (server === undefined) throw new Error('No instance runs.');
    return `${server.origin}/api/v1`;
  }

  private async read(): Promise<['hit' | 'miss' | 'bypass', number]> {
    const date = DATES[Math.floor(Math.random() * DATES.length)];
    const locationId = 1 + Math.floor(Math.random() * READ_LOCATIONS);
    const startedAt = performance.now();
    const query = `date=${date}&timezone=UTC&serviceId=1&locationId=${locationId}`;
    const answer = await fetch(`${this.next()}/bookings/available-slots?${query}`);
    await answer.text();
    if (answer.status !== 200) throw new Error(`A read was answered ${answer.status}.`);
    const status = answer.headers.get('cache-status') ?? '';
    const result = status.includes('; hit') ? 'hit' : status.includes('fwd=bypass') ? 'bypass' : 'miss';
    return [result, performance.now() - startedAt];
  }

  /** Changes the hours of a location, and reads them at each instance once that is acknowledged. @returns how many of the reads were stale */
  private async changeAndRead(): Promise<number> {
    const end = `${10 + (this.changes++ % 10)}:00`;
    const path = `settings/business-hours?locationId=${CHANGED_LOCATION}`;
    const answer = await fetch(`${this.next()}/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ weekly: [{ day: 1, windows: [{ start: '08:00', end }] }] }),
    });
    if (!answer.ok) throw new Error(`A change was answered ${answer.status}: ${await answer.text()}`);
    const reads = await Promise.all(
      this.servers.map(async ({ origin }) => (await fetch(`${origin}/api/v1/${path}`)).text()),
    );
    return reads.filter((text) => !text.includes(`"end":"${end}"`)).length;
  }
}
