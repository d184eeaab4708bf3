import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../test/support/free-port.js';
import { cpuPerRequest, type HttpVariant, numberOf, sixteen, slots } from './http.bench.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { median, table } from './measure.js';
import { report } from './report.js';
import { openScratchDatabase } from './scratch-database.js';

/** The caller has sampled the request. */
const SAMPLED = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
const HITS: Readonly<Record<string, Record<string, string>>> = {
  'L1 hit': {},
  'Redis hit': { CACHE_L1_MAX_BYTES: '0' },
};

/**
 * The server's CPU per cached read with tracing of 1 % and without OpenTelemetry. Two processes that run the same code differ by a tenth, so there
 * are several of each kind, asked in turns. `--servers 4 --rounds 9 --requests 3000`.
 */
export async function benchTracing(options: readonly string[]): Promise<void> {
  const servers = numberOf(options, '--servers', 4);
  const rounds = numberOf(options, '--rounds', 9);
  const requests = numberOf(options, '--requests', 3000);
  const scratch = await openScratchDatabase();
  const redis = await BenchRedis.start(await freePort());
  const collector = await startCollector();
  const tracing = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.01',
  };
  try {
    report(`${servers} servers of each kind; medians of ${rounds} rounds of ${requests} requests of each.\n`);
    const rows = [];
    for (const [hit, settings] of Object.entries(HITS)) {
      const environment = { DATABASE_URL: scratch.url, REDIS_URL: redis.url, ...settings };
      const [without, traced] = await bothKinds(environment, tracing, { servers, rounds, requests });
      const range = (kind: readonly number[]) =>
        `${Math.min(...kind).toFixed(1)} to ${Math.max(...kind).toFixed(1)}`;
      const [quick, slow] = [median(without), median(traced)];
      rows.push([hit, quick, range(without), slow, range(traced), slow / quick]);
    }
    const columns = ['without, µs a request', 'of its servers', '1 % traced, µs', 'of its servers', 'ratio'];
    report(table(['', ...columns], rows));
  } finally {
    collector.close();
    await redis.stop();
    await scratch.close();
  }
}

interface Amount {
  readonly servers: number;
  readonly rounds: number;
  readonly requests: number;
}

/** The median of each server's rounds: of those without OpenTelemetry, and of those with it. */
async function bothKinds(
  environment: Record<string, string>,
  tracing: Record<string, string>,
  { servers, rounds, requests }: Amount,
): Promise<readonly [number[], number[]]> {
  const started: BenchServer[] = [];
  const variants: HttpVariant[] = [];
  const questions = sixteen((index) => slots(1 + index));
  // Else V8 would compile what a round runs for each hundredth request while it is measured.
  const warmUp = questions.map((question) => ({ ...question, headers: SAMPLED }));
  try {
    for (let index = 0; index < servers; index++) {
      for (const [name, more] of [['without', {}] as const, ['traced', tracing] as const]) {
        const server = await BenchServer.start({ ...environment, ...more });
        started.push(server);
        variants.push({ name: `${name} ${index}`, server, questions, warmUp });
      }
    }
    const micros = await cpuPerRequest(variants, rounds, requests);
    const of = (kind: string) =>
      [...micros].filter(([name]) => name.startsWith(kind)).map(([, rounded]) => median(rounded));
    return [of('without'), of('traced')];
  } finally {
    await Promise.all(started.map(async (server) => server.stop()));
  }
}

/** Takes what OpenTelemetry exports. */
async function startCollector(): Promise<Server> {
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('Content-Type', 'application/json').end('{}'));
  });
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  return collector;
}
