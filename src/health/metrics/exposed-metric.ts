import type { Metric, Registry } from 'prom-client';
import { Histogram } from '../../cache/histogram.js';

export type Labels = Readonly<Record<string, string>>;

interface Value {
  readonly labels: Labels;
  readonly value: number;
  readonly metricName?: string;
}

/**
 * Exposes numbers that somebody else counts. prom-client's own counters would count everything twice, on the hot path;
 * what its registry asks of a metric is a name and `get()`.
 */
function expose(
  registry: Registry,
  type: 'counter' | 'gauge' | 'histogram',
  name: string,
  help: string,
  values: () => Value[],
): void {
  const metric = {
    name,
    help,
    type,
    aggregator: 'sum',
    get: async () => ({ name, help, type, values: values() }),
  };
  registry.registerMetric(metric as unknown as Metric);
}

export function exposeCounter(registry: Registry, name: string, help: string, values: () => Value[]): void {
  expose(registry, 'counter', name, help, values);
}

export function exposeGauge(registry: Registry, name: string, help: string, value: () => number): void {
  expose(registry, 'gauge', name, help, () => [{ labels: {}, value: value() }]);
}

/** Histograms measured in milliseconds, exposed in seconds as Prometheus wants it. */
export function exposeDurations(
  registry: Registry,
  name: string,
  help: string,
  histograms: () => Iterable<{ labels: Labels; histogram: Histogram }>,
): void {
  expose(registry, 'histogram', name, help, () =>
    [...histograms()].flatMap(({ labels, histogram }) => valuesOf(name, labels, histogram)),
  );
}

function valuesOf(name: string, labels: Labels, histogram: Histogram): Value[] {
  let cumulative = 0;
  const buckets = histogram.counts.map((count, index) => {
    cumulative += count;
    const bound = Histogram.bounds[index];
    const le = bound === undefined ? '+Inf' : String(bound / 1000);
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: cumulative };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: histogram.sumMs / 1000 },
    { metricName: `${name}_count`, labels, value: histogram.count },
  ];
}
