import { fileURLToPath } from 'node:url';
import { DAY_MS } from '../src/time/durations.js';
import { closedLoop, openLoop, type LoadRequest, quantile } from './http.load.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { median, table } from './measure.js';
import { openScratchDatabase } from './scratch-database.js';
import { report } from './report.js';
import { freePort } from '../test/support/free-port.js';

const CONNECTIONS = 16;
const HERD = 1000;
const PEER = fileURLToPath(new URL('./peers.cache-manager.js', import.meta.url));
const OPEN_LOOP_SECONDS = 5;

export interface HttpVariant {
  readonly name: string;
  readonly server: BenchServer;
  readonly questions: readonly LoadRequest[];
  /** Asked as often as a round's requests before the first round, so that V8 has compiled what a round runs seldom. */
  readonly warmUp?: readonly LoadRequest[];
}

/**
 * Measures the server's CPU per request of a cached read against a constant route of the same application, in alternating
 * rounds. `--rounds 7 --requests 5000`.
 */
export async function benchHttp(options: readonly string[]): Promise<void> {
  const rounds = numberOf(options, '--rounds', 7);
  const requests = numberOf(options, '--requests', 5000);
  const scratch = await openScratchDatabase();
  const redis = await BenchRedis.start(await freePort());
  const servers: BenchServer[] = [];
  const start = async (environment: Record<string, string> = {}) => {
    const server = await BenchServer.start({
      DATABASE_URL: scratch.url,
      REDIS_URL: redis.url,
      ...environment,
    });
    servers.push(server);
    return server;
  };
  try {
    const withL1 = await start();
    const withoutL1 = await start({ CACHE_L1_MAX_BYTES: '0' });
    const body = await (await fetch(withL1.origin + slots(1))).text();
    const peer = await BenchServer.spawned([PEER, redis.url, body], {});
    servers.push(peer);
    const herd = Array.from({ length: HERD }, () => ({ path: '/slots?herd' }));
    await closedLoop(peer.port, herd, HERD);
    const herdLoads = await peer.metric('loads');
    const peerDays = sixteen((index) => `/slots?day=${index}`);
    const live = sixteen(() => '/health/live');
    const oneDay = sixteen(() => slots(1));
    const days = sixteen((index) => slots(1 + index));
    const etags = await Promise.all(days.map(async ({ path }) => etagOf(withL1.origin + path)));
    const known = days.map(({ path }, index) => ({ path, headers: { 'If-None-Match': etags[index] ?? '' } }));
    const variants: HttpVariant[] = [
      { name: 'constant route', server: withL1, questions: live },
      { name: 'slots, L1 hit, one day', server: withL1, questions: oneDay },
      { name: 'slots, L1 hit, 16 days', server: withL1, questions: days },
      { name: 'slots, L1 hit, 16 days, 304', server: withL1, questions: known },
      { name: 'constant route, no L1', server: withoutL1, questions: live },
      { name: 'slots, Redis hit, 16 days', server: withoutL1, questions: days },
      { name: 'cache-manager: constant route', server: peer, questions: live },
      { name: 'cache-manager: slots, Redis hit', server: peer, questions: peerDays },
    ];
    report(`Medians of ${rounds} rounds of ${requests} requests.\n`);
    const micros = await cpuPerRequest(variants, rounds, requests);
    const constantOf = (server: BenchServer) =>
      variants.find((variant) => variant.server === server && variant.questions === live)?.name ?? '';
    // Of the same round: the machine's speed changes more between rounds than the ratio does.
    const ratio = (name: string, against: string) =>
      median(micros.get(name)?.map((used, round) => used / (micros.get(against)?.[round] ?? NaN)) ?? []);
    const rows = variants.map(({ name, server }) => {
      const against = constantOf(server);
      return [name, median(micros.get(name) ?? []), ratio(name, against), against];
    });
    report(table(['route', 'server CPU, µs a request', 'ratio', 'to'], rows));
    const ofBare = ratio('constant route', 'cache-manager: constant route').toFixed(2);
    report(
      `\nThe constant route takes ${ofBare} times that of bare Nest on Fastify, which cache-manager's is.`,
    );
    report(`\ncache-manager: ${HERD} simultaneous misses of one key were ${herdLoads} loads.`);
    await benchLatency(withL1, days);
  } finally {
    await Promise.all(servers.map(async (server) => server.stop()));
    await redis.stop();
    await scratch.close();
  }
}

/** Microseconds of CPU per request by variant, one for each round. */
export async function cpuPerRequest(
  variants: readonly HttpVariant[],
  rounds: number,
  requests: number,
): Promise<Map<string, number[]>> {
  const found = new Map(variants.map(({ name }) => [name, [] as number[]]));
  for (const { server, warmUp } of variants)
    if (warmUp !== undefined) await closedLoop(server.port, warmUp, requests);
  for (let round = -1; round < rounds; round++) {
    for (let index = 0; index < variants.length; index++) {
      const { name, server, questions } = variants[(index + round + 1) % variants.length] as HttpVariant;
      const before = await server.cpuSeconds();
      const { refused } = await closedLoop(server.port, questions, requests);
      const used = (await server.cpuSeconds()) - before;
      if (refused > 0) throw new Error(`${name}: ${refused} requests were refused.`);
      // The round below zero warms up.
      if (round >= 0) found.get(name)?.push((used * 1e6) / requests);
    }
  }
  return found;
}

/** Latency at half of the peak rate, open loop. */
async function benchLatency(server: BenchServer, questions: readonly LoadRequest[]): Promise<void> {
  const peakRequests = 20_000;
  const startedAt = performance.now();
  await closedLoop(server.port, questions, peakRequests);
  const peak = peakRequests / ((performance.now() - startedAt) / 1000);
  const perSecond = Math.round(peak / 2);
  const { latencies } = await openLoop(server.port, questions, { perSecond, seconds: OPEN_LOOP_SECONDS });
  const lag = await server.metric('nodejs_eventloop_lag_p99_seconds');
  report(
    `\nPeak ${Math.round(peak)} requests a second. At half of it, open loop: p50 ${quantile(latencies, 0.5).toFixed(2)} ms, ` +
      `p99 ${quantile(latencies, 0.99).toFixed(2)} ms; event loop delay p99 ${(lag * 1000).toFixed(1)} ms.`,
  );
}

export function sixteen(path: (index: number) => string): LoadRequest[] {
  return Array.from({ length: CONNECTIONS }, (_, index) => ({ path: path(index) }));
}

/** A query with all its parameters, as a booking page sends it. */
export function slots(daysAhead: number): string {
  const date = new Date(Date.now() + daysAhead * DAY_MS).toISOString().slice(0, 10);
  return `/api/v1/bookings/available-slots?date=${date}&timezone=Europe%2FBerlin&locationId=1&serviceId=1`;
}

async function etagOf(url: string): Promise<string> {
  const response = await fetch(url);
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${body}`);
  return response.headers.get('etag') ?? '';
}

export function numberOf(options: readonly string[], name: string, otherwise: number): number {
  const value = options.includes(name) ? Number(options[options.indexOf(name) + 1]) : otherwise;
  if (!(value > 0)) throw new Error(`${name} takes a number above 0.`);
  return value;
}
