import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Telemetry } from '../../src/health/telemetry/telemetry.js';
import { traceWith } from '../../src/time/spans.js';
import { startApp, type TestApp } from '../support/app.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const DATE = '2027-06-15';

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** Receives OTLP over HTTP as JSON, and keeps it. */
class Collector {
  readonly bodies: Record<string, string[]> = { '/v1/traces': [], '/v1/metrics': [] };
  /** 0: it does not answer. */
  status = 200;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Collector> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        collector.bodies[request.url ?? '']?.push(body);
        if (collector.status === 0) return;
        response.writeHead(collector.status, { 'Content-Type': 'application/json' }).end('{}');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const collector = new Collector(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return collector;
  }

  get spans(): SentSpan[] {
    return (this.bodies['/v1/traces'] ?? []).flatMap((body) =>
      JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: any) =>
        scopeSpans.flatMap(({ spans }: any) => spans),
      ),
    );
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** Reads a private field: no other shows whether every span was ended. */
const openSpansOf = ({ app }: TestApp): number => Reflect.get(app.get(Telemetry), 'otlp').openSpans;

const valueOf = (span: SentSpan | undefined, key: string) =>
  Object.values(span?.attributes.find((attribute) => attribute.key === key)?.value ?? {})[0];

describe('OpenTelemetry', () => {
  let collector: Collector;
  let redis: RedisServer;
  let app: TestApp;
  let shop: TestShop;
  const flush = () => app.app.get(Telemetry).flush();
  const slots = (traceparent?: string) =>
    app.get(
      `bookings/available-slots?date=${DATE}&timezone=UTC&locationId=${shop.locationId}&serviceId=${shop.serviceId}`,
      traceparent === undefined ? {} : { headers: { traceparent } },
    );
  const named = (traceId: string, name: string | RegExp) =>
    collector.spans.filter(
      (span) =>
        span.traceId === traceId && (typeof name === 'string' ? span.name === name : name.test(span.name)),
    );

  beforeAll(async () => {
    [collector, redis] = await Promise.all([Collector.start(), startRedis()]);
    app = await startApp({
      REDIS_URL: redis.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    });
    shop = await createShop(app.database, { barbers: 1 });
    const { token } = await app.signUp();
    await until(async () => (await app.get('cache/availability', { token })).body.available);
  });
  afterAll(async () => {
    await app?.close();
    await Promise.all([collector?.stop(), redis?.stop()]);
  });

  it('continues the caller’s trace through read, load and SQL, and shows what the cache did', async () => {
    await slots(`00-${TRACE}-${PARENT}-01`);
    const hit = TRACE.replace('4bf9', 'aaaa');
    await slots(`00-${hit}-${PARENT}-01`);
    await flush();
    const [request] = named(TRACE, 'GET /api/v1/bookings/available-slots');
    expect(request?.parentSpanId).toBe(PARENT);
    expect(valueOf(request, 'http.response.status_code')).toBe(200);
    const read = named(TRACE, 'cache read').find(
      (span) => valueOf(span, 'cache.region') === 'available slots',
    );
    expect([read?.parentSpanId, valueOf(read, 'cache.result')]).toEqual([request?.spanId, 'miss']);
    const [load] = named(TRACE, 'cache load').filter((span) => span.parentSpanId === read?.spanId);
    const statement = collector.spans.find((span) => span.parentSpanId === load?.spanId);
    expect(valueOf(statement, 'db.query.text')).toMatch(/\$1/);
    const again = named(hit, 'cache read').find(
      (span) => valueOf(span, 'cache.region') === 'available slots',
    );
    expect(valueOf(again, 'cache.result')).toBe('hit');
    expect(named(hit, 'cache load').filter((span) => span.parentSpanId === again?.spanId)).toEqual([]);
  });

  it('traces a write to its FORGET, without a value of a person', async () => {
    const { token } = await app.signUp();
    const trace = TRACE.replace('4bf9', 'bbbb');
    const answer = await app.post(
      'bookings',
      {
        startsAt: `${DATE}T12:00:00.000Z`,
        locationId: shop.locationId,
        serviceId: shop.serviceId,
        notes: 'allergic to musk',
      },
      { token, headers: { traceparent: `00-${trace}-${PARENT}-01` } },
    );
    expect(answer.status).toBe(201);
    await flush();
    const [request] = named(trace, 'POST /api/v1/bookings');
    expect(request).toBeDefined();
    const [forget] = named(trace, 'cache forget');
    expect(Number(valueOf(forget, 'cache.tags'))).toBeGreaterThan(0);
    expect(named(trace, 'transaction').length).toBeGreaterThan(0);
    const sent = Object.values(collector.bodies).flat().join('');
    expect(sent).not.toMatch(/musk|@example|correct horse/);
  });

  it('samples nothing that the caller did not, at a ratio of 0', async () => {
    await slots();
    await slots(`00-${TRACE.replace('4bf9', 'cccc')}-${PARENT}-00`);
    await flush();
    const traces = new Set(collector.spans.map(({ traceId }) => traceId.slice(0, 4)));
    expect([...traces].toSorted()).toEqual(['4bf9', 'aaaa', 'bbbb']);
    // What has ended is not looked for in the context of later requests.
    await until(() => openSpansOf(app) === 0);
  });

  it('begins a trace for what the relay publishes', async () => {
    const begun: string[] = [];
    traceWith({
      openSpans: 0,
      root: (name) => {
        begun.push(name);
        return undefined;
      },
    });
    await app.database.query(`UPDATE barbers SET name = 'Changed past the application'`);
    await until(() => begun.includes('outbox relay'));
  });

  it('is one warning if the collector refuses it, and another one when it no longer does', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    collector.status = 404;
    await flush().catch(() => undefined);
    await flush().catch(() => undefined);
    collector.status = 200;
    await flush();
    const lines = warned.mock.calls
      .map(([line]) => String(line))
      .filter((line) => line.startsWith('Metrics'));
    expect(lines).toEqual([
      `Metrics do not reach ${collector.url}: Not Found. Check OTEL_EXPORTER_OTLP_ENDPOINT, which takes OTLP over HTTP (usually port 4318)`,
      `Metrics reach ${collector.url} again`,
    ]);
    warned.mockRestore();
  });

  it('exports the metrics of /metrics', async () => {
    await flush();
    const body = JSON.parse(collector.bodies['/v1/metrics']?.at(-1) ?? '{}');
    const metrics = body.resourceMetrics.flatMap(({ scopeMetrics }: any) =>
      scopeMetrics.flatMap((scope: any) => scope.metrics),
    );
    const metric = (name: string) => metrics.find((each: { name: string }) => each.name === name);
    expect(metric('cache_requests_total').sum).toMatchObject({ isMonotonic: true });
    expect(metric('cache_suspended').gauge.dataPoints[0]).toMatchObject({ asDouble: 0 });
    const [requests] = metric('http_request_duration_seconds').histogram.dataPoints;
    expect(requests.bucketCounts).toHaveLength(requests.explicitBounds.length + 1);
    expect(requests.bucketCounts.map(Number).reduce((sum: number, count: number) => sum + count)).toBe(
      Number(requests.count),
    );
  });

  it('does not hold up the end of the process while the collector does not answer', async () => {
    collector.status = 0;
    const startedAt = performance.now();
    await app.app.get(Telemetry).onApplicationShutdown();
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

it('loads nothing of OpenTelemetry before it is configured', async () => {
  const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.ts'));
  const loading: string[] = [];
  for (const file of files) {
    const text = await readFile(`src/${file}`, 'utf8');
    if (/^import (?!type)[^;]*'@opentelemetry\//m.test(text)) loading.push(file);
    // Its modules are imported as types, or when they are needed.
    if (!file.startsWith('health/telemetry/'))
      expect(text).not.toMatch(/^import (?!type)[^;]*telemetry\/(otlp|prometheus)/m);
  }
  expect(loading.toSorted()).toEqual(['health/telemetry/otlp.ts', 'health/telemetry/prometheus.producer.ts']);
  expect(await readFile('src/health/telemetry/telemetry.ts', 'utf8')).toMatch(
    /import type \{ Otlp \}[^]*await import\('\.\/otlp\.js'\)/,
  );
});
