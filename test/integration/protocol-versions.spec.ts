import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PROTOCOL_VERSION } from '../../src/cache/entry/protocol.constants.js';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { LockSession } from '../../src/database/lock.session.js';
import { Random } from '../chaos/checker/random.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { EarlierRelease } from '../support/earlier-release.js';
import { OwnershipContender } from '../support/ownership.js';
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

function contender(kind: 'redis' | 'memory' | 'none', version = OLD, renewMs?: number): OwnershipContender {
  const one = new OwnershipContender(database, kind, version, renewMs);
  running.push(one);
  return one;
}

async function earlier(kind: 'redis' | 'memory' = 'redis'): Promise<EarlierRelease> {
  const one = await EarlierRelease.start(database, kind);
  running.push(one);
  return one;
}

/** A session that holds nothing but the shared lock of a version. */
async function holdsVersion(version: number): Promise<{ stop(): Promise<void> }> {
  const session = await LockSession.open(database.url, 'frozen');
  await session.isTrue(`pg_try_advisory_lock_shared(${ADVISORY_LOCKS.cacheProtocol}, ${version})`);
  const frozen = { stop: async () => session.close() };
  running.push(frozen);
  return frozen;
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

it('a session that waits in line keeps no table locked: VACUUM FULL of all would wait for it, and logins for that', async () => {
  const [one, two] = [contender('redis'), contender('redis')];
  expect([await one.request(), await two.request()]).toEqual([true, true]);
  const inLine = async () => (await sessions()).find(({ granted }) => !granted)?.pid;
  await until(async () => (await inLine()) !== undefined);
  const tables = await database.query(
    `SELECT relation::regclass FROM pg_locks WHERE pid = $1 AND locktype = 'relation'`,
    [await inLine()],
  );
  expect(tables).toEqual([]);
});

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

  it('do not cache while an instance of another version may still believe that it may', async () => {
    // It was frozen until its place in the queue was lost; the lock of its version ends only with its session.
    const frozen = await holdsVersion(NEW);
    const one = contender('redis');
    expect(await one.request()).toBe(false);
    expect(one.ownership.denial).toBe('another-version');
    await frozen.stop();
    await until(() => one.request());
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

  it('that got in before keeps out an instance whose version another instance still holds', async () => {
    await holdsVersion(OLD);
    expect(await (await earlier('redis')).request()).toBe(true);
    const one = contender('redis');
    expect(await one.request()).toBe(false);
    expect(one.ownership.denial).toBe('earlier-release');
  });

  it('does not get in while an instance renews the session that waits', async () => {
    const [first, second] = [contender('redis'), contender('redis', OLD, 0)];
    expect([await first.request(), await second.request()]).toEqual([true, true]);
    const old = await earlier('redis');
    const pids = new Set<number>();
    for (let renewal = 0; renewal < 10; renewal++) {
      expect(await second.request()).toBe(true);
      const waiting = (await sessions()).filter(({ granted }) => !granted);
      expect(waiting.length).toBeGreaterThan(0);
      for (const { pid } of waiting) pids.add(pid);
      expect(await old.request()).toBe(false);
    }
    // Each renewal puts another session in line. One that did not would be found by the next request, which joins anew.
    expect(pids.size).toBeGreaterThan(8);
    await first.stop();
    expect([await second.request(), await old.request()]).toEqual([true, false]);
  });

  it('never caches at the same time as instances with versions, whatever begins and ends', async () => {
    const random = new Random(20);
    const fleet = [
      ...Array.from({ length: 3 }, () => () => contender('redis', OLD, random.between(0, 200))),
      () => contender('redis', NEW, random.between(0, 200)),
      () => contender('memory', random.pick([OLD, NEW])),
      async () => earlier('redis'),
      async () => earlier('memory'),
    ];
    const places = await Promise.all(fleet.map(async (start) => start()));
    const seen = new Set<string>();
    const over = new AbortController();
    const check = () => {
      const caching = places.filter(({ caches }) => caches).map(groupOf);
      expect(new Set(caching).size).toBeLessThan(2);
      for (const group of caching) seen.add(group);
      if (caching.some((group) => group.startsWith('memory'))) expect(caching.length).toBe(1);
    };
    const asking = places.map(async (_, at) => {
      while (!over.signal.aborted) {
        await places[at]?.request();
        check();
        await sleep(random.between(0, 20));
        if (random.next() > 0.2) continue;
        await places[at]?.stop();
        places[at] = (await fleet[at]?.()) as Place;
      }
    });
    const hasMixed = Promise.all([sleep(4000), until(() => seen.size > 3, 30_000)]);
    await Promise.race([hasMixed, Promise.all(asking)]);
    over.abort();
    await Promise.all(asking);
    expect(seen.size).toBeGreaterThan(3);
  });
});

type Place = OwnershipContender | EarlierRelease;

/** Instances of one group may cache at the same time. */
function groupOf(place: Place): string {
  const release = place instanceof OwnershipContender ? `version ${place.version}` : 'earlier release';
  return `${place.kind}, ${release}`;
}
