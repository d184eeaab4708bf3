import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  Optional,
} from '@nestjs/common';
import { CacheMetrics, type RegionMetrics } from '../../../cache/measure/cache.metrics.js';
import { MemoryStore } from '../../../cache/store/memory.store.js';
import { RedisLink } from '../../../cache/redis/redis.link.js';
import { Clock } from '../../../config/clock.js';
import { SECOND_MS } from '../../../time/durations.js';
import { PollLoop } from '../../../time/poll-loop.js';
import { CacheSettings } from '../../../config/settings.js';
import type { CacheSample } from '../alert-rules.js';
import { CacheState } from '../../../health/cache-state.js';
import { isIncidental } from '../incidental-regions.js';
import { parseRedisInfo, totalOf } from './redis-info.js';
import { type TrafficCounters, TrafficWindow } from './traffic.window.js';
import type { RedisInfoDto } from '../cache-stats.dto.js';

const PERIOD_MS = 10 * SECOND_MS;
/** The expiry test key lives for half a period, so it must be gone when the next sample is taken. */
const PROBE_LIFE_MS = PERIOD_MS / 2;

/** In a cluster, only the node of this shard is tested for expiry. */
const PROBE_SHARD = 'probe';

/** Figures of an older sample are not known any more. */
const KNOWN_FOR_MS = 3 * PERIOD_MS;

/** Replaces the figures of the last sample when the cache has become unavailable since, or the sample is old. */
const NO_FIGURES = {
  responseTimeMs: null,
  usedMemoryBytes: null,
  maxMemoryBytes: null,
  connectedClients: null,
  expires: null,
} as const;

/** The replies of Redis to one round trip. */
interface RedisAnswer {
  readonly info: RedisInfoDto;
  readonly expires: boolean | null;
}

/** Measures the cache every ten seconds with one round trip to Redis. Readers get the last sample. */
@Injectable()
export class MetricsSampler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly window = new TrafficWindow();
  private readonly probeKey: string;
  private probedAt: number | undefined;
  private readonly loop = new PollLoop(() => this.sample(), PERIOD_MS);
  private last: CacheSample | undefined;
  private sampledAt = 0;
  private readonly listeners: ((sample: CacheSample) => void)[] = [];

  constructor(
    settings: CacheSettings,
    private readonly clock: Clock,
    private readonly state: CacheState,
    private readonly metrics: CacheMetrics,
    @Optional() @Inject(RedisLink) private readonly redis: RedisLink | null,
    @Optional() @Inject(MemoryStore) private readonly memory: MemoryStore | null,
  ) {
    this.probeKey = `${settings.CACHE_NAMESPACE}:{${PROBE_SHARD}}:expiry:${randomUUID()}`;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.sample();
    this.loop.start();
  }

  onApplicationShutdown(): void {
    // A sample that is being taken ends with the connection to Redis.
    void this.loop.stop();
  }

  /**
   * The last sample, or one taken now if there is none, with the current availability. While the cache is unavailable, or if the
   * sample is old, its figures are `null`.
   */
  async latest(): Promise<CacheSample> {
    const last = this.last ?? (await this.sample());
    const isKnown = this.state.available && performance.now() - this.sampledAt < KNOWN_FOR_MS;
    return { ...last, ...this.stateNow(), ...(isKnown ? {} : NO_FIGURES) };
  }

  /** Reads and hits of this instance since its start; `saved`: hits, and reads that joined the load of another. */
  get totals(): { readonly requests: number; readonly hits: number; readonly saved: number } {
    const { hits, misses } = this.counters();
    const collapsed = this.regions.reduce((sum, [, region]) => sum + region.collapsed, 0);
    return { requests: hits + misses, hits, saved: hits + collapsed };
  }

  /** Reads and hits of each region since the start of this instance; of regions that totals leave out, too. */
  get regionTotals(): ReadonlyMap<string, { readonly reads: number; readonly hits: number }> {
    return new Map(
      [...this.metrics.regions].map(([name, { hits, misses, collapsed, bypasses }]) => {
        const all = hits.l1 + hits.redis + hits.memory;
        return [name, { reads: all + misses + collapsed + bypasses, hits: all }];
      }),
    );
  }

  /** Registers a listener for every new sample. */
  onSample(listener: (sample: CacheSample) => void): void {
    this.listeners.push(listener);
  }

  /** The current `INFO` of Redis; `null` without Redis and while it does not answer. */
  async redisInfo(): Promise<RedisInfoDto | null> {
    try {
      return await this.readInfo();
    } catch {
      // The suspension already reports that Redis does not answer.
      return null;
    }
  }

  private async sample(): Promise<CacheSample> {
    const sampledAt = performance.now();
    const answer = await this.measureRedis();
    // A memory store that this process may not use is empty, which says nothing.
    const memory = this.state.available ? this.memory : null;
    const traffic = this.window.add(this.counters());
    const sample: CacheSample = {
      ...this.stateNow(),
      responseTimeMs: traffic.responseTimeMs,
      usedMemoryBytes: answer?.info.usedMemoryBytes ?? memory?.bytes ?? null,
      maxMemoryBytes: answer?.info.maxMemoryBytes ?? memory?.maxBytes ?? null,
      hitRate: this.state.isSwitchedOff ? null : traffic.hitRate,
      requests: traffic.requests,
      connectedClients: answer?.info.connectedClients ?? null,
      expires: answer?.expires ?? null,
    };
    this.last = sample;
    this.sampledAt = sampledAt;
    for (const listener of this.listeners) listener(sample);
    return sample;
  }

  private stateNow(): Pick<CacheSample, 'at' | 'mode' | 'denial' | 'switchedOff' | 'available'> {
    const { mode, denial, available, isSwitchedOff } = this.state;
    return { at: this.clock.now(), mode, denial, switchedOff: isSwitchedOff, available };
  }

  private async measureRedis(): Promise<RedisAnswer | null> {
    const startedAt = performance.now();
    try {
      const client = this.redis?.clientFor(PROBE_SHARD);
      if (client === undefined) return null;
      const [info, left, isSet] = await Promise.all([
        this.readInfo(),
        client.exists(this.probeKey),
        // A server that is full refuses it, and the figures say so.
        client.set(this.probeKey, '1', 'PX', PROBE_LIFE_MS).then(
          () => true,
          () => false,
        ),
      ]);
      const isDue = this.probedAt !== undefined && startedAt - this.probedAt > PROBE_LIFE_MS;
      this.probedAt = isSet ? performance.now() : undefined;
      return info && { info, expires: isDue ? left === 0 : null };
    } catch {
      // Unknown: the suspension already reports and counts that Redis does not answer.
      this.probedAt = undefined;
      return null;
    }
  }

  private async readInfo(): Promise<RedisInfoDto | null> {
    const texts = await Promise.all((this.redis?.clients ?? []).map(async (client) => client.info()));
    return totalOf(texts.map(parseRedisInfo));
  }

  /** The regions that the totals include. */
  private get regions(): [string, RegionMetrics][] {
    return [...this.metrics.regions].filter(([name]) => !isIncidental(name));
  }

  private counters(): TrafficCounters {
    const regions = this.regions.map(([, region]) => region);
    const operations: number[] = [];
    for (const histogram of Object.values(this.metrics.store)) {
      histogram.counts.forEach((count, bucket) => (operations[bucket] = (operations[bucket] ?? 0) + count));
    }
    return {
      hits: regions.reduce((sum, { hits }) => sum + hits.l1 + hits.redis + hits.memory, 0),
      misses: regions.reduce(
        (sum, { misses, collapsed, bypasses }) => sum + misses + collapsed + bypasses,
        0,
      ),
      operations,
    };
  }
}
