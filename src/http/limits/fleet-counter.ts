import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { currentStoreWaits } from '../../cache/read/scope.js';
import { StoreBudget } from '../../cache/read/store-budget.js';
import { RedisLink } from '../../cache/redis/redis.link.js';
import { AuthSettings } from '../../config/settings.js';
import { MemoryCounter } from './memory-counter.js';
import type { Problem } from '../problem.js';
import { type RateLimit, rateLimited } from './rate-limited.js';

/** The shard of all counters, and so the server of a cluster that keeps them. */
const SHARD = 'limits';
/** Characters: 132 bits. */
const DIGEST_LENGTH = 22;

/**
 * The library's script with commands that the Redis user of deploy/ may run.
 * ARGV points to add, seconds of the window. Returns the count, and the milliseconds that are left.
 */
const COUNT = `
local count = tonumber(redis.call('GET', KEYS[1]) or '0') + tonumber(ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left <= 0 then left = 1000 * tonumber(ARGV[2]) end
redis.call('SET', KEYS[1], count, 'PX', left)
return { count, left }`;

/** What `RateLimiterRedis` needs of a client. */
interface CountingClient {
  rlflxIncr?: (args: readonly string[]) => Promise<[count: number, leftMs: number]>;
  defineCommand: (name: string, definition: { numberOfKeys?: number; lua: string }) => void;
}

/** A limit whose window begins with the first count. */
export interface CounterLimit extends RateLimit {
  readonly seconds: number;
}

/** Counts by key, of which only a digest is kept, within windows that begin with the first count. */
export interface FleetCounter {
  readonly limit: CounterLimit;
  /** Counts one. @returns 0 if the limit is kept, else the seconds until the window ends */
  count(key: string): Promise<number>;
  /** Subtracts one that was counted. */
  uncount(key: string): Promise<void>;
}

/**
 * Counts one.
 * @param detail one sentence for the caller, by the seconds until the window ends
 * @returns the problem `rate-limited`, which names the limit, if the limit is not kept
 */
export async function refusalBy(
  counter: FleetCounter,
  key: string,
  detail: (seconds: number) => string,
): Promise<Problem | undefined> {
  const seconds = await counter.count(key);
  return seconds === 0 ? undefined : rateLimited(counter.limit, seconds, detail(seconds));
}

type Counting = Omit<FleetCounter, 'limit'>;

/** Makes counters that all instances share: in Redis, and in this process without it or while it does not answer. */
@Injectable()
export class FleetCounters {
  private readonly secret: string;

  constructor(
    settings: AuthSettings,
    private readonly options: CacheOptions,
    private readonly budget: StoreBudget,
    @Inject(RedisLink) private readonly link: RedisLink | null,
  ) {
    this.secret = settings.JWT_SECRET ?? 'of a development server';
  }

  counter(limit: CounterLimit): FleetCounter {
    const memory = new MemoryCounter(limit.limit, limit.seconds);
    const redis = this.link === null ? undefined : this.inRedis(this.link, limit);
    const { count, uncount } = redis === undefined ? inMemory(memory) : inRedisOr(redis, memory);
    return {
      limit,
      count: async (key) => count(this.digestOf(key)),
      uncount: async (key) => uncount(this.digestOf(key)),
    };
  }

  /** Counters are no place for persons and addresses. Without a secret, digests of all addresses or phone numbers would name them. */
  private digestOf(key: string): string {
    return createHmac('sha256', this.secret).update(key).digest('base64url').slice(0, DIGEST_LENGTH);
  }

  private inRedis(link: RedisLink, { name, limit, seconds }: CounterLimit): RateLimiterRedis {
    const { namespace } = this.options;
    return new RateLimiterRedis({
      points: limit,
      duration: seconds,
      storeClient: clientOf(link, this.budget),
      keyPrefix: `${namespace}:{${SHARD}}:${name}`,
      customIncrTtlLuaScript: COUNT,
    });
  }
}

function inMemory(memory: MemoryCounter): Counting {
  return {
    count: async (key) => memory.count(key),
    uncount: async (key) => memory.uncount(key),
  };
}

/** While Redis does not answer, this process counts for itself. */
function inRedisOr(redis: RateLimiterRedis, memory: MemoryCounter): Counting {
  return {
    count: async (key) => {
      try {
        await redis.consume(key);
        return 0;
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) return memory.count(key);
        return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      }
    },
    uncount: async (key) => {
      await redis.reward(key).catch(() => memory.uncount(key));
    },
  };
}

/**
 * Passes the script on to the connection that the cache has to the shard's server at that moment. What a request waits for it counts as a
 * read's wait does (S3).
 */
function clientOf(link: RedisLink, budget: StoreBudget): CountingClient {
  let script = { numberOfKeys: 1, lua: COUNT };
  return {
    defineCommand: (_, definition) => (script = { ...script, ...definition }),
    rlflxIncr: async (args) => {
      const count = (client: CountingClient) => {
        if (client.rlflxIncr === undefined) client.defineCommand('rlflxIncr', script);
        return client.rlflxIncr!(args);
      };
      const counted = link.send(SHARD, (client) => count(client as unknown as CountingClient));
      return budget.spend(currentStoreWaits(), counted, (reply) => reply);
    },
  };
}
