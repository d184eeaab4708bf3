import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { SECOND_MS } from '../../time/durations.js';

/** A metric as prom-client's registry gives it. */
export interface PrometheusMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly {
    readonly labels: Readonly<Record<string, string | number>>;
    readonly value: number;
    readonly metricName?: string;
  }[];
}

type Sample = PrometheusMetric['values'][number];

const NOTHING = { name: 'bookedbarber' } as const;
const CUMULATIVE = AggregationTemporality.CUMULATIVE;

/** Gives the metrics of `/metrics` to OTLP, under the same names, so that nothing is counted a second time. */
export class PrometheusProducer implements MetricProducer {
  private readonly startTime: HrTime = hrTime(Date.now());

  constructor(
    private readonly resource: Resource,
    private readonly read: () => Promise<readonly PrometheusMetric[]>,
  ) {}

  async collect(): Promise<CollectionResult> {
    const metrics = await this.read();
    const times = { startTime: this.startTime, endTime: hrTime(Date.now()) };
    return {
      resourceMetrics: {
        resource: this.resource,
        scopeMetrics: [{ scope: NOTHING, metrics: metrics.flatMap((metric) => converted(metric, times)) }],
      },
      errors: [],
    };
  }
}

type Times = Pick<DataPoint<number>, 'startTime' | 'endTime'>;

function converted({ name, help, type, values }: PrometheusMetric, times: Times): MetricData[] {
  const unit = /_(seconds|bytes)(_total)?$/.exec(name)?.[1];
  const descriptor = {
    name,
    description: help,
    unit: unit === 'seconds' ? 's' : unit === 'bytes' ? 'By' : '',
    valueType: ValueType.DOUBLE,
  };
  const base = { descriptor, aggregationTemporality: CUMULATIVE } as const;
  const dataPoints = values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => ({ ...times, attributes: { ...labels } as Attributes, value }));
  if (type === 'counter')
    return [{ ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }];
  if (type === 'gauge') return [{ ...base, dataPointType: DataPointType.GAUGE, dataPoints }];
  if (type !== 'histogram') return [];
  return [{ ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(name, values, times) }];
}

/** Prometheus' buckets are cumulative and values of their own; those of OTLP are one value without the last bound. */
function histograms(
  name: string,
  values: readonly Sample[],
  times: Times,
): Extract<MetricData, { dataPointType: DataPointType.HISTOGRAM }>['dataPoints'] {
  const series = new Map<string, { attributes: Attributes; samples: Sample[] }>();
  for (const sample of values) {
    const { le: _, ...attributes } = sample.labels;
    const key = JSON.stringify(attributes);
    const found = series.get(key);
    if (found === undefined) series.set(key, { attributes, samples: [sample] });
    else found.samples.push(sample);
  }
  return [...series.values()].map(({ attributes, samples }) => {
    const only = (suffix: string) =>
      samples.find(({ metricName }) => metricName === `${name}_${suffix}`)?.value ?? 0;
    const buckets = samples.filter(({ metricName }) => metricName === `${name}_bucket`);
    const counts = buckets.map(({ value }, index) => value - (buckets[index - 1]?.value ?? 0));
    const boundaries = buckets.map(({ labels }) => Number(labels['le'])).filter(Number.isFinite);
    return {
      ...times,
      attributes,
      value: { buckets: { boundaries, counts }, sum: only('sum'), count: only('count') },
    };
  });
}

function hrTime(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / SECOND_MS);
  return [seconds, Math.round((epochMs - seconds * SECOND_MS) * 1e6)];
}
