import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { DENIALS } from '../../cache/store/denials.js';
import { LoginFailures } from '../../auth/login-failures.js';
import { CacheMetrics } from '../../cache/measure/cache.metrics.js';
import { InvalidationMetrics } from '../../events/invalidation.metrics.js';
import { OpenStreams } from '../../http/open-streams.js';
import { CacheState } from '../cache-state.js';
import {
  exposeCounter,
  exposeDurations,
  exposeGauge,
  exposeGauges,
  OF_COMMANDS,
  OF_REQUESTS,
} from './exposed-metric.js';
import type { PrometheusMetric } from '../telemetry/prometheus.producer.js';
import { RequestDurations } from './request-durations.js';

/** Gauges of prom-client whose names Prometheus keeps for counters; the same values are exported by type, without `_total`. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** All metrics for Prometheus. Their names are public and must not change; labels never contain keys, ids or personal data. */
@Injectable()
export class MetricsRegistry implements OnApplicationShutdown {
  private readonly registry = new Registry();
  private current: Promise<string> | undefined;

  constructor(
    cache: CacheMetrics,
    state: CacheState,
    invalidation: InvalidationMetrics,
    requests: RequestDurations,
    logins: LoginFailures,
    streams: OpenStreams,
  ) {
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    exposeReads(this.registry, cache);
    exposeState(this.registry, state, invalidation);
    exposeRequests(this.registry, requests, logins, streams);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics with their values, for exporters of another kind. */
  async values(): Promise<readonly PrometheusMetric[]> {
    return (await this.registry.getMetricsAsJSON()) as unknown as readonly PrometheusMetric[];
  }

  /** The page for Prometheus to scrape. Callers at the same time share one, since making it takes tens of milliseconds. */
  async page(): Promise<string> {
    this.current ??= this.registry.metrics().finally(() => (this.current = undefined));
    return this.current;
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }
}

/** What reads cost, and how they were answered. */
function exposeReads(registry: Registry, cache: CacheMetrics): void {
  exposeCounter(registry, 'cache_requests_total', 'Cached reads by region, tier and result', () =>
    [...cache.regions].flatMap(([region, { hits, misses, collapsed, bypasses }]) => [
      { labels: { region, tier: 'l1', result: 'hit' }, value: hits.l1 },
      { labels: { region, tier: 'redis', result: 'hit' }, value: hits.redis },
      { labels: { region, tier: 'memory', result: 'hit' }, value: hits.memory },
      { labels: { region, tier: 'load', result: 'miss' }, value: misses },
      { labels: { region, tier: 'load', result: 'collapsed' }, value: collapsed },
      { labels: { region, tier: 'load', result: 'bypass' }, value: bypasses },
    ]),
  );
  exposeCounter(
    registry,
    'cache_uncacheable_total',
    'Reads whose key and loads whose value the cache cannot hold, by region and reason',
    () =>
      [...cache.regions].flatMap(([region, { uncacheable }]) =>
        Object.entries(uncacheable).map(([reason, value]) => ({ labels: { region, reason }, value })),
      ),
  );
  exposeCounter(
    registry,
    'cache_derived_total',
    'Answers that were made of another cached answer instead of loaded, by region',
    () => [...cache.regions].map(([region, { derived }]) => ({ labels: { region }, value: derived })),
  );
  exposeDurations(
    registry,
    'cache_load_duration_seconds',
    'Loads from the database by region',
    OF_REQUESTS,
    () =>
      [...cache.regions].flatMap(([region, { loadMs, jobLoadMs }]) => [
        { labels: { region, for: 'reader' }, histogram: loadMs },
        { labels: { region, for: 'job' }, histogram: jobLoadMs },
      ]),
  );
  exposeDurations(
    registry,
    'cache_redis_duration_seconds',
    'Commands to the store by kind',
    OF_COMMANDS,
    () => Object.entries(cache.store).map(([command, histogram]) => ({ labels: { command }, histogram })),
  );
  exposeCounter(
    registry,
    'cache_inconsistencies_total',
    'Hits that differed from a simultaneous load although the stamp was unchanged: always a bug',
    () => [{ labels: {}, value: cache.inconsistencies }],
  );
}

const known = (value: number | null) => (value === null ? [] : [{ labels: {}, value }]);

/** Whether the cache is used, and how soon it forgets. */
function exposeState(registry: Registry, state: CacheState, invalidation: InvalidationMetrics): void {
  exposeDurations(
    registry,
    'cache_invalidation_lag_seconds',
    'Time from a change until the store acknowledged its invalidation',
    OF_REQUESTS,
    () => [{ labels: {}, histogram: invalidation.lagMs }],
  );
  exposeGauges(
    registry,
    'cache_outbox_pending',
    'Changes that are not published yet; 5001 stands for more than 5000; missing while it is not known',
    () => known(invalidation.pending),
  );
  exposeGauges(
    registry,
    'cache_outbox_oldest_seconds',
    'For how long the oldest of them waits; 0 without one; missing while it is not known',
    () => known(invalidation.oldestPendingSeconds),
  );
  exposeGauge(registry, 'cache_suspended', '1 while reads bypass the cache although it is switched on', () =>
    state.isFailing ? 1 : 0,
  );
  exposeGauges(
    registry,
    'cache_ownership_denied',
    '1 for the reason why this instance may not cache, if it may not',
    () =>
      Object.entries(DENIALS).map(([reason, sentence]) => ({
        labels: { reason },
        value: state.denial === sentence ? 1 : 0,
      })),
  );
}

/** What clients ask for. */
function exposeRequests(
  registry: Registry,
  requests: RequestDurations,
  logins: LoginFailures,
  streams: OpenStreams,
): void {
  exposeCounter(registry, 'auth_login_failures_total', 'Failed logins by reason', () =>
    Object.entries(logins.counts).map(([reason, value]) => ({ labels: { reason }, value })),
  );
  exposeGauge(
    registry,
    'http_open_streams',
    'Open live streams; they are not in http_request_duration_seconds',
    () => streams.count,
  );
  exposeDurations(
    registry,
    'http_request_duration_seconds',
    'Requests by method, route (of version 1, for all versions) and status',
    OF_REQUESTS,
    () => [...requests.all].map(({ labels, histogram }) => ({ labels: { ...labels }, histogram })),
  );
}
