import { setTimeout as sleep } from 'node:timers/promises';
import { type Flood, FLOODS, sendable } from './flood.requests.js';
import { fillFloodedShop, type FloodedShop } from './flood.shop.js';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { quantile } from './http.load.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { table } from './measure.js';
import { report } from './report.js';
import { openScratchDatabase } from './scratch-database.js';

/** What one address may send. */
const PER_MINUTE = 600;
/** Between two requests of the constant route. */
const LOOK_MS = 20;
/** The aim: so much slower than idle at most. */
const SLOWER_MS = 100;
const CLIENT = { email: 'client@example.com', password: 'correct horse battery' };
const ADMIN = { email: 'admin@example.com', password: 'staple battery horse' };

type Tokens = Readonly<Record<'client' | 'admin', string>>;

/**
 * Sends the worst request of each route from one address at the rate that its limit allows, and measures the constant route
 * meanwhile. Options: `--seconds 8`, of each flood; `--only`, a part of the floods' names.
 */
export async function benchFlood(options: readonly string[]): Promise<void> {
  const seconds = numberOf(options, '--seconds', 8);
  const only = options[options.indexOf('--only') + 1] ?? '';
  const floods = Object.entries(FLOODS).filter(
    ([name]) => !options.includes('--only') || name.includes(only),
  );
  const redis = await BenchRedis.start(await freePort());
  const database = await openScratchDatabase();
  let server: BenchServer | undefined;
  try {
    server = await BenchServer.start({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SEED_DEMO: 'false',
      RATE_LIMIT_PER_MINUTE: String(PER_MINUTE),
      TRUST_PROXY: '1',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    });
    const { id } = await post(server, 'auth/register', { ...CLIENT, name: 'A client' });
    const shop = await fillFloodedShop(database, Number(id));
    const tokens = {
      client: String((await post(server, 'auth/login', CLIENT))['accessToken']),
      admin: String((await post(server, 'auth/login', ADMIN))['accessToken']),
    };
    const idle = await delaysDuring(server, sleep(5000));
    const rows: (string | number)[][] = [];
    for (const [index, [name, flood]] of floods.entries()) {
      const before = await server.cpuSeconds();
      const sent = sendAll(server, flood, { shop, seconds, tokens, address: `192.0.2.${index + 1}` });
      const delays = await delaysDuring(server, sent);
      const { statuses, p50, count } = await sent;
      const cpu = (((await server.cpuSeconds()) - before) * 1000) / count;
      const suspended = await server.metric('cache_suspended');
      const p99 = quantile(delays, 0.99);
      const isKept = p99 - quantile(idle, 0.99) <= SLOWER_MS && suspended === 0;
      rows.push([
        name,
        flood.as ?? 'a stranger',
        statuses,
        cpu,
        p50,
        p99,
        Math.max(...delays),
        isKept ? 'yes' : 'no',
      ]);
    }
    report(`\nIdle: p99 of /health/live ${quantile(idle, 0.99).toFixed(2)} ms.\n`);
    report(
      table(
        [
          'flood',
          'sent by',
          'statuses',
          'server CPU a request, ms',
          'its p50, ms',
          '/health/live p99, ms',
          'longest, ms',
          'within the aim',
        ],
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
async function delaysDuring(server: BenchServer, during: Promise<unknown>): Promise<number[]> {
  const delays: number[] = [];
  const ended = new AbortController();
  const over = during.finally(() => ended.abort());
  while (!ended.signal.aborted) {
    const from = performance.now();
    await (await fetch(`${server.origin}/health/live`)).text();
    delays.push(performance.now() - from);
    await sleep(LOOK_MS);
  }
  await over;
  return delays.toSorted((a, b) => a - b);
}

interface Sender {
  readonly shop: FloodedShop;
  readonly tokens: Tokens;
  /** Of this flood alone: each has the whole limit. */
  readonly address: string;
}

/** Requests are sent when they are due, whether or not earlier ones have been answered. */
async function sendAll(
  server: BenchServer,
  flood: Flood,
  { seconds, ...sender }: Sender & { readonly seconds: number },
) {
  const startedAt = performance.now();
  const sent: ReturnType<typeof sendOne>[] = [];
  for (let index = 0; index < (PER_MINUTE * seconds) / 60; index++) {
    await sleep(Math.max(0, startedAt + (index * 60_000) / PER_MINUTE - performance.now()));
    sent.push(sendOne(server, flood, index, sender));
  }
  const answers = await Promise.all(sent);
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const statuses = [...counts].map(([status, count]) => `${status}: ${count}`).join(', ');
  return { statuses, count: answers.length, p50: quantile(times, 0.5) };
}

async function sendOne(server: BenchServer, flood: Flood, index: number, { shop, tokens, address }: Sender) {
  const { as, endsEarly } = flood;
  const { url, method, body } = sendable(flood, index, shop);
  const from = performance.now();
  const answer = await fetch(server.origin + url, {
    method,
    headers: {
      'x-forwarded-for': address,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await (endsEarly === true ? answer.body?.cancel() : answer.arrayBuffer());
  return { status: answer.status, ms: performance.now() - from };
}

async function post(server: BenchServer, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${server.origin}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}
