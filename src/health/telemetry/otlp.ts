import {
  type Context,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Span, SpanAttributes } from '../../time/spans.js';
import { PrometheusProducer, type PrometheusMetric } from './prometheus.producer.js';
import type { RemoteParent } from './sampler.js';

export interface OtlpOptions {
  readonly endpoint: string;
  readonly service: string;
  readonly version: string;
  readonly instance: string;
  readonly metricsEveryMs: number;
  readonly metrics: () => Promise<readonly PrometheusMetric[]>;
  /** Called after each attempt to send something. Each has a route of its own at the collector, which may lack one of them. */
  readonly onSent: (what: 'Traces' | 'Metrics', error: Error | undefined) => void;
}

/** Exports spans and metrics by OTLP over HTTP. Imported only where it is configured: the packages take memory and time to load. */
export class Otlp {
  private readonly tracer: Tracer;
  private readonly traces: TracerProvider;
  private readonly meters: MeterProvider;
  private readonly open: OpenSpans = { count: 0 };

  constructor({ endpoint, service, version, instance, metricsEveryMs, metrics, onSent }: OtlpOptions) {
    const base = endpoint.replace(/\/$/, '');
    const resource = resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      'service.instance.id': instance,
    });
    this.traces = new TracerProvider({
      resource,
      // What is not sampled never gets here.
      sampler: new AlwaysOnSampler(),
      spanProcessors: [
        new BatchSpanProcessor({
          exporter: reporting(new OTLPTraceExporter({ url: `${base}/v1/traces` }), (error) =>
            onSent('Traces', error),
          ),
        }),
      ],
    });
    this.tracer = this.traces.getTracer('bookedbarber', version);
    this.meters = new MeterProvider({
      resource,
      readers: [
        new PeriodicExportingMetricReader({
          exporter: reporting(new OTLPMetricExporter({ url: `${base}/v1/metrics` }), (error) =>
            onSent('Metrics', error),
          ),
          exportIntervalMillis: metricsEveryMs,
          exportTimeoutMillis: metricsEveryMs,
          metricProducers: [new PrometheusProducer(resource, metrics)],
        }),
      ],
    });
  }

  begin(name: string, kind: SpanKind, attributes: SpanAttributes, parent?: RemoteParent): Span {
    return new ExportedSpan(this.tracer, this.open, name, kind, attributes, remote(parent));
  }

  /** How many spans have begun and not ended. */
  get openSpans(): number {
    return this.open.count;
  }

  async flush(): Promise<void> {
    await Promise.all([this.traces.forceFlush(), this.meters.forceFlush()]);
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.traces.shutdown(), this.meters.shutdown()]);
  }
}

interface Exporter<Items> {
  export(items: Items, done: (result: { readonly error?: Error }) => void): void;
}

/** The exporter, which reports how each attempt ended. */
function reporting<Items, Kind extends Exporter<Items>>(
  exporter: Kind & Exporter<Items>,
  onSent: (error: Error | undefined) => void,
): Kind {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      onSent(result.error);
      done(result);
    });
  return exporter;
}

interface OpenSpans {
  count: number;
}

class ExportedSpan implements Span {
  private readonly span: OtelSpan;

  constructor(
    private readonly tracer: Tracer,
    private readonly open: OpenSpans,
    name: string,
    kind: SpanKind,
    attributes: SpanAttributes,
    parent: Context,
  ) {
    this.span = tracer.startSpan(name, { kind, attributes }, parent);
    open.count++;
  }

  child(name: string, attributes: SpanAttributes): Span {
    const kind = 'db.system.name' in attributes ? SpanKind.CLIENT : SpanKind.INTERNAL;
    const context = trace.setSpan(ROOT_CONTEXT, this.span);
    return new ExportedSpan(this.tracer, this.open, name, kind, attributes, context);
  }

  set({ name, ...attributes }: SpanAttributes): void {
    if (typeof name === 'string') this.span.updateName(name);
    this.span.setAttributes(attributes);
  }

  end(error?: unknown): void {
    if (error !== undefined) {
      // The kind only: a message may contain values of persons.
      this.span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    if (this.span.isRecording()) this.open.count--;
    this.span.end();
  }
}

function remote(parent: RemoteParent | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}
