import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PROTOCOL_VERSION } from '../../src/cache/entry/protocol.constants.js';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { EarlierRelease } from '../support/earlier-release.js';
import { Contender } from '../support/ownership.js';
import { until } from '../support/until.js';

const OLD = PROTOCOL_VERSION;
const NEW = PROTOCOL_VERSION + 1;

let database: TestDatabase;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  await until(async () => (await sessions()).length === 0);
});

afterAll(async () => {
  await database.drop();
});

function contender(kind: 'redis' | 'memory' | 'none', version = OLD): Contender {
  const one = new Contender(database, kind, version);
  running.push(one);
  return one;
}

async function earlier(kind: 'redis' | 'memory' = 'redis'): Promise<EarlierRelease> {
  const one = await EarlierRelease.start(database, kind);
  running.push(one);
  return one;
}

/** Server processes that hold or wait for the lock of earlier releases, its holder first. */
async function sessions(): Promise<{ pid: number; granted: boolean }[]> {
  return database.query(
    `SELECT pid, granted FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY NOT granted`,
    [ADVISORY_LOCKS.cacheOwnership],
  );
}

const generation = async () =>
  (await database.query<{ generation: string }>('SELECT generation FROM cache_generation'))[0]?.generation;

async function killHolder(): Promise<void> {
  await database.query('SELECT pg_terminate_backend($1)', [(await sessions())[0]?.pid]);
}

describe('instances of two versions of the protocol', () => {
  it.each([
    ['redis', 'redis'],
    ['redis', 'memory'],
    ['memory', 'redis'],
    ['memory', 'memory'],
  ] as const)('never cache at the same time (%s, then %s)', async (first, second) => {
    const [one, two] = [contender(first), contender(second, NEW)];
    expect([await one.request(), await two.request()]).toEqual([true, false]);
    expect(two.ownership.denial).toBe('another-version');
    expect(await two.ownership.mayPublish()).toBe(false);
    await one.stop();
    await until(() => two.request());
    expect(await contender(first).request()).toBe(false);
  });

  it('share the cache with their own version, and every one of them keeps the other version out', async () => {
    const [one, two] = [contender('redis'), contender('redis')];
    const other = contender('redis', NEW);
    expect([await one.request(), await two.request(), await other.request()]).toEqual([true, true, false]);
    await one.stop();
    expect([await two.request(), await other.request()]).toEqual([true, false]);
    await two.stop();
    await until(() => other.request());
  });

  it('that begin at the same moment do not both cache', async () => {
    for (let round = 0; round < 10; round++) {
      const both = [contender('redis'), contender('redis', NEW)];
      await Promise.all(both.map((one) => one.request()));
      expect(both.filter(({ caches }) => caches).length).toBeLessThan(2);
      await Promise.all(both.map((one) => one.stop()));
    }
  });

  it('begin a new generation when they take over, also the one that has cached before', async () => {
    const [one, two] = [contender('redis'), contender('redis', NEW)];
    const seen = new Set<string | undefined>();
    for (const next of [one, two, one, two]) {
      await until(() => next.request());
      seen.add(await generation());
      await next.stop();
    }
    expect(seen.size).toBe(4);
  });
});

describe('a release without versions', () => {
  it.each(['redis', 'memory'] as const)(
    'that caches in %s keeps instances with versions out',
    async (kind) => {
      const old = await earlier(kind);
      expect(await old.request()).toBe(true);
      for (const one of [contender('redis'), contender('memory')]) {
        expect(await one.request()).toBe(false);
        expect(one.ownership.denial).toBe('earlier-release');
      }
      expect(await contender('none').isUnowned()).toBe(false);
      await old.stop();
      const next = contender('redis');
      await until(() => next.request());
      expect(old.caches).toBe(false);
    },
  );

  it('is kept out as long as one instance with versions caches, however the others end', async () => {
    const fleet = [contender('redis'), contender('redis'), contender('redis')];
    for (const one of fleet) expect(await one.request()).toBe(true);
    const old = [await earlier('redis'), await earlier('memory')];
    const over = new AbortController();
    const asking = old.map(async (one) => {
      while (!over.signal.aborted) {
        if ((await one.request()) || (await one.isAlone())) throw new Error('It may cache');
      }
    });
    // Its session is killed twice, and it lines up again while the other two keep the place.
    for (let kill = 0; kill < 2; kill++) {
      await killHolder();
      await until(() => fleet.every(({ caches }) => caches));
      for (const one of fleet) await until(() => one.request());
    }
    for (const one of fleet.slice(1)) await one.stop();
    expect(await fleet[0]?.request()).toBe(true);
    over.abort();
    await Promise.all(asking);
    await fleet[0]?.stop();
    await until(async () => old[0]?.request() ?? false);
  });
});
