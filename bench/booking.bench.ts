import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BookingParts, partsOf, type Traced } from './booking.parts.js';
import { createShop } from '../test/support/shop.js';
import { BOOKED_BARBERS, BookingClient } from './booking.client.js';
import { freePort } from '../test/support/free-port.js';
import { type CpuMicros, CpuMeter } from './capacity.cpu.js';
import { numberOf } from './http.bench.js';
import { quantile } from './http.load.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { median, table } from './measure.js';
import { openScratchDatabase, type ScratchDatabase } from './scratch-database.js';
import { report } from './report.js';
import { Belongings } from './workload.belongings.js';

const SERVER = fileURLToPath(new URL('./booking.server.js', import.meta.url));
/** Until V8 has compiled what a booking runs: after 30, a booking takes twice as long as after 600. */
const WARM_UP = 400;
/** After a single booking of each, the processor's caches would hold what the other servers and databases did last. */
const IN_A_TURN = 20;
const AT_ONCE = 16;
const TOGETHER = 500;
/** Until the processor time of a booking falls no more. */
const WARM_UP_TOGETHER = 1500;

interface Runner {
  readonly name: string;
  readonly server: BenchServer;
  readonly database: ScratchDatabase;
  readonly booker: BookingClient;
  readonly trace: string;
  readonly bookings: { from: number; until: number }[];
}

/** Concurrent clients that each wait for their answer; the wait for the lease takes no processor time. */
interface AtOnce {
  readonly perSecond: number;
  /** Milliseconds of processor time a booking. */
  readonly node: number;
  readonly postgres: number;
}

/**
 * Measures `POST /bookings` on the built server with the cache in Redis, in memory, and without it, and the parts of its time. The
 * variants take turns; each has a database of its own, with fsync. `--bookings 300`.
 */
export async function benchBooking(options: readonly string[]): Promise<void> {
  const bookings = numberOf(options, '--bookings', 300);
  const redis = await BenchRedis.start(await freePort());
  const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-bench-trace-'));
  const runners: Runner[] = [];
  const variants = [
    ['cache in Redis', { REDIS_URL: redis.url }],
    ['cache in memory', {}],
    ['cache off, Redis there', { REDIS_URL: redis.url, CACHE_ENABLED: 'false' }],
    ['cache off, no Redis', { CACHE_ENABLED: 'false' }],
  ] as const;
  try {
    report(`${bookings} bookings of each, ${IN_A_TURN} in turn.\n`);
    for (const [name, environment] of variants) {
      runners.push(await started(name, environment, join(directory, `${runners.length}.json`)));
    }
    for (const { booker } of runners) for (let count = 0; count < WARM_UP; count++) await booker.book();
    for (let made = 0; made < bookings; made += IN_A_TURN) {
      for (const { booker, bookings: spans } of runners) {
        for (let count = 0; count < Math.min(IN_A_TURN, bookings - made); count++) {
          const from = now();
          await booker.book();
          spans.push({ from, until: now() });
        }
      }
    }
    const atOnce: AtOnce[] = [];
    for (const runner of runners) atOnce.push(await manyAtOnce(runner));
    await Promise.all(runners.map(async ({ server }) => server.stop()));
    await reportParts(runners, atOnce);
  } finally {
    for (const { booker } of runners) booker.close();
    await Promise.all(runners.map(async ({ server }) => server.stop()));
    await Promise.all(runners.map(async ({ database }) => database.close()));
    await redis.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function started(
  name: string,
  environment: Readonly<Record<string, string>>,
  trace: string,
): Promise<Runner> {
  const database = await openScratchDatabase({ fsync: 'on' });
  await createShop(database, { barbers: BOOKED_BARBERS });
  const server = await BenchServer.start(
    { DATABASE_URL: database.url, SEED_DEMO: 'false', BENCH_TRACE: trace, ...environment },
    SERVER,
  );
  const booker = await BookingClient.signUp(server.port);
  return { name, server, database, booker, trace, bookings: [] };
}

async function bookTogether(booker: BookingClient, bookings: number): Promise<void> {
  let left = bookings;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await booker.book();
    }),
  );
}

async function manyAtOnce({ booker, server, database }: Runner): Promise<AtOnce> {
  const belongings = new Belongings();
  try {
    const meter = await CpuMeter.open({ servers: [server], databaseUrl: database.url }, belongings);
    await bookTogether(booker, WARM_UP_TOGETHER);
    const before = await meter.read();
    const from = now();
    await bookTogether(booker, TOGETHER);
    const seconds = (now() - from) / 1000;
    const after = await meter.read();
    const ms = (each: keyof CpuMicros) => (after[each] - before[each]) / 1000 / TOGETHER;
    return { perSecond: TOGETHER / seconds, node: ms('node'), postgres: ms('postgres') };
  } finally {
    await belongings.release();
  }
}

const PARTS: readonly (readonly [keyof BookingParts, string])[] = [
  ['before', 'before the transaction'],
  ['statements', 'its statements'],
  ['outboxRead', 'reading its outbox rows'],
  ['commit', 'COMMIT'],
  ['forget', 'FORGET'],
  ['after', 'from then to the answer'],
];

async function reportParts(runners: readonly Runner[], atOnce: readonly AtOnce[]): Promise<void> {
  const columns = await Promise.all(
    runners.map(async ({ bookings, trace }) => {
      const traced = JSON.parse(await readFile(trace, 'utf8')) as Traced[];
      return bookings.map((booking) => partsOf(booking, traced));
    }),
  );
  const percentile = (parts: readonly BookingParts[], q: number) =>
    quantile(
      parts.map(({ whole }) => whole).toSorted((a, b) => a - b),
      q,
    );
  const rows = [
    ['p50', ...columns.map((parts) => percentile(parts, 0.5))],
    ['p95', ...columns.map((parts) => percentile(parts, 0.95))],
    ...PARTS.map(([key, name]) => [name, ...columns.map((parts) => median(parts.map((each) => each[key])))]),
    [`bookings a second, ${AT_ONCE} at once`, ...atOnce.map((each) => each.perSecond)],
    [`Node, ms a booking, ${AT_ONCE} at once`, ...atOnce.map((each) => each.node)],
    [`PostgreSQL, ms a booking, ${AT_ONCE} at once`, ...atOnce.map((each) => each.postgres)],
  ];
  report(table(['ms; the parts as medians', ...runners.map(({ name }) => name)], rows));
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
