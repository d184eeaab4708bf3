import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  Optional,
} from '@nestjs/common';
import { CacheMetrics } from '../../cache/cache.metrics.js';
import { CacheStatus } from '../../cache/cache-status.js';
import { RedisLink } from '../../cache/redis.link.js';
import { Clock } from '../../config/clock.js';
import { Env } from '../../config/env.js';
import type { CacheSample } from '../alert-rules.js';
import { parseRedisInfo, type RedisInfo, totalOf } from './redis-info.js';
import { type TrafficCounters, TrafficWindow } from './traffic.window.js';

const PERIOD_MS = 10_000;
/** The expiry probe lives for half a period: when the next sample is taken it must be gone. */
const PROBE_LIFE_MS = PERIOD_MS / 2;

/** In a cluster one node is asked whether keys expire. */
const PROBE_SHARD = 'probe';

/** What Redis said in one round trip. */
interface RedisAnswer {
  readonly info: RedisInfo;
  readonly expires: boolean | null;
}

/** Looks at the cache every ten seconds, in one round trip; everybody who wants to know gets its last word. */
@Injectable()
export class CacheSampler implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly window = new TrafficWindow();
  private readonly probeKey: string;
  private probedAt: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private last: CacheSample | undefined;
  private readonly listeners: ((sample: CacheSample) => void)[] = [];

  constructor(
    env: Env,
    private readonly clock: Clock,
    private readonly status: CacheStatus,
    private readonly metrics: CacheMetrics,
    @Optional() @Inject(RedisLink) private readonly redis: RedisLink | null,
  ) {
    this.probeKey = `${env.CACHE_NAMESPACE}:{${PROBE_SHARD}}:expiry:${randomUUID()}`;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.sample();
    this.timer = setInterval(() => void this.sample(), PERIOD_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The last sample; taken now if there is none yet. */
  async latest(): Promise<CacheSample> {
    return this.last ?? (await this.sample());
  }

  /** Called with every sample that is taken. */
  onSample(listener: (sample: CacheSample) => void): void {
    this.listeners.push(listener);
  }

  /** What Redis says of itself now; `null` without Redis and while it does not answer. */
  async redisInfo(): Promise<RedisInfo | null> {
    try {
      return await this.askInfo();
    } catch {
      // Whether Redis answers is told by the suspension and its reasons; here it is only not known.
      return null;
    }
  }

  private async sample(): Promise<CacheSample> {
    const answer = await this.askRedis();
    const traffic = this.window.add(this.counters());
    const sample: CacheSample = {
      at: this.clock.now(),
      mode: this.status.mode,
      available: this.status.available,
      responseTimeMs: traffic.responseTimeMs,
      usedMemoryBytes: answer?.info.usedMemoryBytes ?? null,
      maxMemoryBytes: answer?.info.maxMemoryBytes ?? null,
      hitRate: traffic.hitRate,
      requests: traffic.requests,
      connectedClients: answer?.info.connectedClients ?? null,
      expires: answer?.expires ?? null,
    };
    this.last = sample;
    for (const listener of this.listeners) listener(sample);
    return sample;
  }

  private async askRedis(): Promise<RedisAnswer | null> {
    const askedAt = performance.now();
    try {
      const client = this.redis?.clientFor(PROBE_SHARD);
      if (client === undefined) return null;
      const [info, left] = await Promise.all([
        this.askInfo(),
        client.exists(this.probeKey),
        client.set(this.probeKey, '1', 'PX', PROBE_LIFE_MS),
      ]);
      const isDue = this.probedAt !== undefined && askedAt - this.probedAt > PROBE_LIFE_MS;
      this.probedAt = performance.now();
      return info && { info, expires: isDue ? left === 0 : null };
    } catch {
      // Not known: the suspension says whether Redis answers, and its metric counts it.
      this.probedAt = undefined;
      return null;
    }
  }

  private async askInfo(): Promise<RedisInfo | null> {
    const texts = await Promise.all((this.redis?.clients ?? []).map(async (client) => client.info()));
    return totalOf(texts.map(parseRedisInfo));
  }

  private counters(): TrafficCounters {
    const regions = [...this.metrics.regions.values()];
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
