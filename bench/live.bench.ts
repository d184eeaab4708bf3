import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DAY_MS, MINUTE_MS } from '../src/time/durations.js';
import { createShop } from '../test/support/shop.js';
import { partsOf, type Traced } from './booking.parts.js';
import { BookingClient } from './booking.client.js';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { quantile } from './http.load.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { StreamClient } from './live.watchers.js';
import { table } from './measure.js';
import { report } from './report.js';
import { openScratchDatabase } from './scratch-database.js';

const SERVER = fileURLToPath(new URL('./booking.server.js', import.meta.url));
const INSTANCES = 2;
/** Any of them is taken, so that a list has many slots and each booking changes one of them. */
const BARBERS = 5;
const SLOTS_A_DAY = 48;
const OPENED_AT_ONCE = 20;
/** After it a change is not reported any more. */
const PATIENCE_MS = 2000;

interface Booking {
  readonly list: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Measures how long after its COMMIT a booking is reported to the watchers of its list, by two instances of the built server that share the
 * watchers. Bookings go to the first. Options: `--watchers 1000 --lists 50 --rate 5 --seconds 60`.
 */
export async function benchLive(options: readonly string[]): Promise<void> {
  const watching = numberOf(options, '--watchers', 1000);
  const lists = numberOf(options, '--lists', 50);
  const perSecond = numberOf(options, '--rate', 5);
  const seconds = numberOf(options, '--seconds', 60);
  const redis = await BenchRedis.start(await freePort());
  const database = await openScratchDatabase({ fsync: 'on' });
  const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-bench-live-'));
  const servers: BenchServer[] = [];
  const watchers: StreamClient[] = [];
  let booker: BookingClient | undefined;
  try {
    await createShop(database, { barbers: BARBERS });
    const traces = Array.from({ length: INSTANCES }, (_, index) => join(directory, `${index}.json`));
    for (const trace of traces) {
      const shared = { DATABASE_URL: database.url, REDIS_URL: redis.url, SEED_DEMO: 'false' };
      const limits = { MAX_CONNECTIONS_PER_ADDRESS: '0', LIVE_STREAMS_PER_ADDRESS: '0' };
      servers.push(await BenchServer.start({ ...shared, ...limits, BENCH_TRACE: trace }, SERVER));
    }
    await openAll(watchers, watching, lists, servers);
    const [first] = servers as [BenchServer];
    booker = await BookingClient.signUp(first.port);
    const cpuBefore = await cpuOf(servers);
    const bookings = await bookAtRate(booker, lists, perSecond, seconds);
    await sleep(PATIENCE_MS);
    const cpu = (await cpuOf(servers)) - cpuBefore;
    for (const watcher of watchers) watcher.close();
    for (const server of servers) await server.stop();
    const trace = JSON.parse(await readFile(traces[0] ?? '', 'utf8')) as Traced[];
    reportLatencies(bookings, watchers, trace, (100 * cpu) / seconds);
  } finally {
    booker?.close();
    for (const watcher of watchers) watcher.close();
    for (const server of servers) await server.stop();
    await database.close();
    await redis.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function openAll(
  watchers: StreamClient[],
  count: number,
  lists: number,
  servers: readonly BenchServer[],
): Promise<void> {
  for (let opened = 0; opened < count; opened += OPENED_AT_ONCE) {
    const some = Array.from({ length: Math.min(OPENED_AT_ONCE, count - opened) }, async (_, index) => {
      const number = opened + index;
      const port = servers[number % servers.length]?.port ?? 0;
      return StreamClient.open(
        port,
        number % lists,
        `date=${dateOf(number % lists)}&timezone=UTC&serviceId=1`,
      );
    });
    watchers.push(...(await Promise.all(some)));
  }
}

async function bookAtRate(
  booker: BookingClient,
  lists: number,
  perSecond: number,
  seconds: number,
): Promise<Booking[]> {
  const bookings: Booking[] = [];
  const startedAt = now();
  for (let count = 0; count < perSecond * seconds; count++) {
    await sleep(Math.max(0, startedAt + (count * 1000) / perSecond - now()));
    const list = count % lists;
    const slot = Math.floor(count / lists) % (SLOTS_A_DAY * BARBERS);
    const startsAt = Date.parse(`${dateOf(list)}T00:00Z`) + Math.floor(slot / BARBERS) * 30 * MINUTE_MS;
    const from = now();
    await booker.bookAt(startsAt, 1 + (slot % BARBERS));
    bookings.push({ list, from, until: now() });
  }
  return bookings;
}

function reportLatencies(
  bookings: readonly Booking[],
  watchers: readonly StreamClient[],
  trace: readonly Traced[],
  cpuPercent: number,
): void {
  const latencies: number[] = [];
  const afterAnswer: number[] = [];
  let missing = 0;
  let expected = 0;
  for (const booking of bookings) {
    const { before, statements, outboxRead, commit } = partsOf(booking, trace);
    const committedAt = booking.from + before + statements + outboxRead + commit;
    for (const { arrivals } of watchers.filter(({ list }) => list === booking.list)) {
      expected++;
      const event = arrivals.find(({ at }) => at >= committedAt && at < committedAt + PATIENCE_MS);
      if (event === undefined) missing++;
      else {
        latencies.push(event.at - committedAt);
        afterAnswer.push(event.at - booking.until);
      }
    }
  }
  const events = watchers.reduce((sum, { arrivals }) => sum + arrivals.length, 0);
  const sorted = [latencies, afterAnswer].map((values) => values.toSorted((a, b) => a - b));
  const rows = ['COMMIT to event', 'answer to event'].map((name, index) => [
    name,
    ...[0.5, 0.95, 0.99, 1].map((q) => quantile(sorted[index] ?? [], q)),
  ]);
  report(table(['ms', 'p50', 'p95', 'p99', 'most'], rows));
  report(
    `\n${watchers.length} watchers, ${bookings.length} bookings: of ${expected} events ${missing} were missing after ${PATIENCE_MS} ms; ` +
      `${events} arrived. CPU of both servers together: ${cpuPercent.toFixed(0)} % of a core.`,
  );
}

async function cpuOf(servers: readonly BenchServer[]): Promise<number> {
  const all = await Promise.all(servers.map(async (server) => server.cpuSeconds()));
  return all.reduce((sum, each) => sum + each, 0);
}

/** The day that a list shows. */
function dateOf(list: number): string {
  return new Date(Date.now() + (list + 2) * DAY_MS).toISOString().slice(0, 10);
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
