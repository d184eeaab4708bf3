import { setTimeout as sleep } from 'node:timers/promises';
import { createShop } from '../test/support/shop.js';
import { BookingClient } from './booking.client.js';
import { FLOODS, type FloodRequest } from './flood.requests.js';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { quantile } from './http.load.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { table } from './measure.js';
import { report } from './report.js';
import { openScratchDatabase } from './scratch-database.js';

/** What one address may send. */
const PER_MINUTE = 600;
/** Between two looks at the constant route. */
const LOOK_MS = 20;
/** The aim: so much slower than idle at most. */
const SLOWER_MS = 100;

/**
 * Sends the worst request of each route from one address at the rate that its limit allows, and looks at the constant route
 * meanwhile. Option: `--seconds 20`, of each flood.
 */
export async function benchFlood(options: readonly string[]): Promise<void> {
  const seconds = numberOf(options, '--seconds', 20);
  const redis = await BenchRedis.start(await freePort());
  const database = await openScratchDatabase();
  let server: BenchServer | undefined;
  try {
    await createShop(database, { barbers: 50, windows: [[540, 720]] });
    await database.query(`INSERT INTO services (name, duration_minutes) VALUES ('Fits no window', 480)`);
    await database.query('INSERT INTO barber_services SELECT id, 2 FROM barbers');
    server = await BenchServer.start({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SEED_DEMO: 'false',
    });
    const booker = await BookingClient.signUp(server.port);
    booker.close();
    const idle = await looksDuring(server, sleep(5000));
    const rows: (string | number)[][] = [];
    for (const [name, requestAt] of Object.entries(FLOODS)) {
      const flood = sendAll(server, requestAt, seconds, booker.token);
      const looks = await looksDuring(server, flood);
      const { statuses, p50 } = await flood;
      const suspended = await server.metric('cache_suspended');
      const p99 = quantile(looks, 0.99);
      const isKept = p99 - quantile(idle, 0.99) <= SLOWER_MS && suspended === 0;
      rows.push([name, statuses, p50, p99, Math.max(...looks), isKept ? 'yes' : 'no']);
    }
    report(`\nIdle: p99 of /health/live ${quantile(idle, 0.99).toFixed(2)} ms.\n`);
    report(
      table(
        ['flood', 'statuses', 'its p50, ms', '/health/live p99, ms', 'longest, ms', 'within the aim'],
        rows,
      ),
    );
  } finally {
    await server?.stop();
    await database.close();
    await redis.stop();
  }
}

/** Ascending milliseconds of the constant route while something else goes on. */
async function looksDuring(server: BenchServer, during: Promise<unknown>): Promise<number[]> {
  const looks: number[] = [];
  const ended = new AbortController();
  const over = during.finally(() => ended.abort());
  while (!ended.signal.aborted) {
    const from = performance.now();
    await (await fetch(`${server.origin}/health/live`)).text();
    looks.push(performance.now() - from);
    await sleep(LOOK_MS);
  }
  await over;
  return looks.toSorted((a, b) => a - b);
}

/** Requests are sent when they are due, whether or not earlier ones have been answered. */
async function sendAll(
  server: BenchServer,
  requestAt: (index: number) => FloodRequest,
  seconds: number,
  token: string | undefined,
) {
  const startedAt = performance.now();
  const sent: ReturnType<typeof sendOne>[] = [];
  for (let index = 0; index < (PER_MINUTE * seconds) / 60; index++) {
    await sleep(Math.max(0, startedAt + (index * 60_000) / PER_MINUTE - performance.now()));
    sent.push(sendOne(server, requestAt(index), token));
  }
  const answers = await Promise.all(sent);
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const statuses = [...counts].map(([status, count]) => `${status}: ${count}`).join(', ');
  return { statuses, p50: quantile(times, 0.5) };
}

async function sendOne(server: BenchServer, request: FloodRequest, token: string | undefined) {
  const { method = 'GET', path, body, isClient, endsEarly } = request;
  const from = performance.now();
  const answer = await fetch(server.origin + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(isClient === true ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await (endsEarly === true ? answer.body?.cancel() : answer.arrayBuffer());
  return { status: answer.status, ms: performance.now() - from };
}
