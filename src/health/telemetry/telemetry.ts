import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TelemetrySettings } from '../../config/settings.js';
import { VERSION } from '../../config/version.js';
import { SECOND_MS } from '../../time/durations.js';
import { runInSpan, type Span, traceWith } from '../../time/spans.js';
import { StateLog } from '../../time/state-log.js';
import { waitAtMost } from '../../time/timeout.js';
import { MetricsRegistry } from '../metrics/metrics.registry.js';
import type { Otlp } from './otlp.js';
import { remoteParentOf, samplerOf } from './sampler.js';

/** Values of OpenTelemetry's SpanKind. */
const [INTERNAL, SERVER] = [0, 1];
/** A collector that is away must not hold up the end of the process: the exporters try for 10 s. */
const STOP_MS = 2 * SECOND_MS;

/**
 * Traces and metrics by OpenTelemetry, if OTEL_EXPORTER_OTLP_ENDPOINT is set; otherwise nothing of it is loaded. A request that
 * is not sampled costs one decision and the look-ups of `inSpan`: no span is made of it, or of anything inside.
 */
@Injectable()
export class Telemetry implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Telemetry');
  private readonly logs = { Traces: this.stateLog(), Metrics: this.stateLog() };
  private otlp: Otlp | undefined;

  constructor(
    private readonly settings: TelemetrySettings,
    private readonly registry: MetricsRegistry,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
  ) {}

  async onModuleInit(): Promise<void> {
    const { settings } = this;
    if (settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return;
    const module = await import('./otlp.js');
    const otlp = new module.Otlp({
      endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
      service: settings.OTEL_SERVICE_NAME,
      version: VERSION,
      instance: randomUUID(),
      metricsEveryMs: settings.OTEL_METRIC_EXPORT_INTERVAL,
      metrics: () => this.registry.values(),
      onSent: (signal, error) => this.note(signal, error),
    });
    this.otlp = otlp;
    const isSampled = samplerOf(settings.OTEL_TRACES_SAMPLER, settings.OTEL_TRACES_SAMPLER_ARG);
    traceWith({
      get openSpans() {
        return otlp.openSpans;
      },
      root: (name, attributes) => (isSampled(undefined) ? otlp.begin(name, INTERNAL, attributes) : undefined),
    });
    this.traceRequests(this.host.httpAdapter.getInstance(), otlp, isSampled);
    this.logger.log('Traces and metrics are exported by OTLP');
  }

  private stateLog() {
    return new StateLog<'sent' | 'lost'>('sent', (line) => this.logger.warn(line));
  }

  private note(signal: 'Traces' | 'Metrics', error: Error | undefined): void {
    const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = this.settings;
    const log = this.logs[signal];
    if (error === undefined) return log.change('sent', `${signal} reach ${endpoint} again`);
    log.change(
      'lost',
      `${signal} do not reach ${endpoint}: ${error.message}. Check OTEL_EXPORTER_OTLP_ENDPOINT, which takes OTLP over HTTP (usually port 4318)`,
    );
  }

  /** Sends what is waiting to be sent. */
  async flush(): Promise<void> {
    await this.otlp?.flush();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.otlp === undefined) return;
    traceWith(undefined);
    await waitAtMost(STOP_MS, this.otlp.stop());
    for (const log of Object.values(this.logs)) log.close();
  }

  private traceRequests(server: FastifyInstance, otlp: Otlp, isSampled: ReturnType<typeof samplerOf>): void {
    const spans = new Map<FastifyRequest, Span>();
    server.addHook('onRequest', (request, reply, done) => {
      const parent = remoteParentOf(request.headers.traceparent);
      if (isSampled(parent)) {
        const attributes = { 'http.request.method': request.method };
        const span = otlp.begin(request.method, SERVER, attributes, parent);
        spans.set(request, span);
        // Also if the client goes before the answer is sent.
        reply.raw.once('close', () => {
          spans.delete(request);
          endOf(span, request, reply);
        });
      }
      done();
    });
    // The context of an earlier hook is lost while a body is read.
    server.addHook('preHandler', (request, _reply, done) => {
      const span = spans.size === 0 ? undefined : spans.get(request);
      if (span === undefined) done();
      else runInSpan(span, done);
    });
  }
}

/** By the pattern of the route, never the URL: it contains ids. */
function endOf(span: Span, request: FastifyRequest, { statusCode }: FastifyReply): void {
  const route = request.routeOptions.url ?? 'unmatched';
  span.set({
    name: `${request.method} ${route}`,
    'http.route': route,
    'http.response.status_code': statusCode,
  });
  span.end(statusCode >= 500 ? new ServerFault() : undefined);
}

class ServerFault extends Error {
  override readonly name = 'ServerFault';
}
