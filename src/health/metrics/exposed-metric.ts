import type { Metric, Registry } from 'prom-client';
import { Histogram } from '../../cache/measure/histogram.js';

export type Labels = Readonly<Record<string, string>>;

/**
 * Exported bucket bounds in ms, a subset of `Histogram.bounds`. Buckets are cumulative, so any may be left out; each exported
 * bucket is a separate series for every combination of labels and instance.
 */
export const OF_COMMANDS: readonly number[] = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 50, 100, 1000];
export const OF_REQUESTS: readonly number[] = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000, 5000];

interface Value {
  readonly labels: Labels;
  readonly value: number;
  readonly metricName?: string;
}

/**
 * Exposes numbers that are counted elsewhere. Counters of prom-client would count everything a second time, on the hot path; its
 * registry only needs a name and `get()`.
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

/** One series for each label set; each must be exposed every time, or its last value would stay. */
export function exposeGauges(registry: Registry, name: string, help: string, values: () => Value[]): void {
  expose(registry, 'gauge', name, help, values);
}

/** Exposes histograms that are measured in milliseconds, in seconds as is usual for Prometheus. */
export function exposeDurations(
  registry: Registry,
  name: string,
  help: string,
  bounds: readonly number[],
  histograms: () => Iterable<{ labels: Labels; histogram: Histogram }>,
): void {
  expose(registry, 'histogram', name, help, () =>
    [...histograms()].flatMap(({ labels, histogram }) => valuesOf(name, bounds, labels, histogram)),
  );
}

function valuesOf(name: string, bounds: readonly number[], labels: Labels, histogram: Histogram): Value[] {
  let cumulative = 0;
  const bucket = (le: string) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value: cumulative,
  });
  const buckets = histogram.counts.flatMap((count, index) => {
    cumulative += count;
    const bound = Histogram.bounds[index];
    if (bound === undefined) return [bucket('+Inf')];
    return bounds.includes(bound) ? [bucket(String(bound / 1000))] : [];
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: histogram.sumMs / 1000 },
    { metricName: `${name}_count`, labels, value: histogram.count },
  ];
}
