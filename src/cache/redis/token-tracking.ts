import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import { StateLog } from '../../time/state-log.js';
import { withTimeout } from '../../time/timeout.js';
import { storeTimedOut } from '../entry/cache.errors.js';
import type { TagRef } from '../entry/region.js';
import type { ForgetFeed, ForgetSource } from '../store/forget-feed.js';
import type { RedisPool } from './redis.pool.js';
import { identifyServer } from './redis.server.js';
import type { Scripted } from './redis.scripts.js';
import type { RedisTopology } from './redis.topology.js';

/** How often the connections are checked, and opened where one is missing. */
const CHECK_EVERY_MS = SECOND_MS;
/** What a server may take to open one or to answer a check: afterwards the connection counts as lost. */
const ANSWER_MS = SECOND_MS;
/** The channel to which Redis redirects invalidation messages (https://redis.io/docs/latest/develop/reference/client-side-caching/). */
const CHANNEL = '__redis__:invalidate';
const TOKEN = '}:tag:';

/**
 * Receives every token that is created, renewed or removed, expiry and FLUSHALL included, by `CLIENT TRACKING` in broadcast mode: over
 * one connection to each server, which is redirected to itself, since ioredis does not read push messages. A connection that is lost,
 * silent or on another server than the cache's own counts as interrupted; what it missed is reported once it receives again.
 */
export class TokenTracking implements ForgetSource {
  private readonly connections = new Map<RedisPool, TrackingConnection>();
  private readonly loop = new PollLoop(() => this.check(), CHECK_EVERY_MS);
  private readonly log: StateLog<'receiving' | 'interrupted'>;
  private started: Promise<void> | undefined;
  /** `undefined` before the first attempt, which interrupts nothing. */
  private wasReceiving: boolean | undefined;
  private closed = false;

  constructor(
    private readonly topology: RedisTopology,
    private readonly namespace: string,
    private readonly feed: ForgetFeed,
  ) {
    const logger = new Logger('Cache');
    this.log = new StateLog('receiving', (sentence) => logger.warn(sentence));
  }

  get isReceiving(): boolean {
    const { pools } = this.topology;
    return pools.length > 0 && pools.every((pool) => this.connections.get(pool)?.isOn(pool) === true);
  }

  start(): Promise<void> {
    if (this.started === undefined) {
      this.loop.start();
      this.started = this.loop.runNow().catch(() => undefined);
    }
    return this.started;
  }

  /** Call when the servers may be others than before. */
  serversChanged(): void {
    if (this.started !== undefined) this.loop.wake();
  }

  private async check(): Promise<void> {
    const { pools } = this.topology;
    for (const [pool, connection] of this.connections) {
      if (!pools.includes(pool)) this.drop(pool, connection);
    }
    const errors = await Promise.all(pools.map((pool) => this.checkOne(pool)));
    if (!this.closed) this.report(errors.find((error) => error !== undefined));
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.loop.stop();
    for (const [pool, connection] of this.connections) this.drop(pool, connection);
  }

  private async checkOne(pool: RedisPool): Promise<unknown> {
    const present = this.connections.get(pool);
    try {
      if (present?.isOn(pool) === true) {
        await present.ping();
        return undefined;
      }
      if (present !== undefined) this.drop(pool, present);
      // The cache's own connections come first.
      if (pool.server === undefined) return undefined;
      const opened = new TrackingConnection(pool.client, this.namespace, this.feed, () => this.lost(opened));
      this.connections.set(pool, opened);
      await opened.open();
      return undefined;
    } catch (error) {
      const failed = this.connections.get(pool);
      if (failed !== undefined) this.drop(pool, failed);
      return error;
    }
  }

  private drop(pool: RedisPool, connection: TrackingConnection): void {
    this.connections.delete(pool);
    connection.close();
  }

  private lost(connection: TrackingConnection): void {
    if (this.closed) return;
    for (const [pool, each] of this.connections) if (each === connection) this.connections.delete(pool);
    this.report(undefined);
    this.loop.wake();
  }

  private report(error: unknown): void {
    const { isReceiving } = this;
    if (this.wasReceiving !== undefined && isReceiving !== this.wasReceiving) this.feed.missed();
    this.wasReceiving = isReceiving;
    if (isReceiving) this.log.change('receiving', 'Redis reports forgotten tags again');
    else if (error instanceof Error)
      this.log.change(
        'interrupted',
        `Redis does not report forgotten tags (${error.message}), and live streams learn of changes from the database, within a second. If a command is denied, give the user the commands in deploy/redis/users.acl`,
      );
  }
}

class TrackingConnection {
  private readonly client: Redis;
  private server: string | undefined;
  private isReceiving = false;

  constructor(
    like: Scripted,
    private readonly namespace: string,
    private readonly feed: ForgetFeed,
    lost: () => void,
  ) {
    this.client = like.duplicate({
      lazyConnect: true,
      autoResubscribe: false,
      // The check opens another one.
      retryStrategy: () => null,
      connectionName: 'bookedbarber-live',
    });
    this.client.on('error', () => undefined);
    this.client.on('close', () => {
      const wasReceiving = this.isReceiving;
      this.isReceiving = false;
      if (wasReceiving) lost();
    });
    this.client.on('messageBuffer', (_channel: Buffer, keys: unknown) => this.received(keys));
  }

  /** Whether it receives what changes, on the server that the pool reaches now. */
  isOn(pool: RedisPool): boolean {
    return this.isReceiving && this.server !== undefined && this.server === pool.server;
  }

  /** @throws what the server says, or that it does not answer */
  async open(): Promise<void> {
    await withTimeout(ANSWER_MS, this.subscribe(), storeTimedOut);
  }

  /** @throws Error without an answer */
  async ping(): Promise<void> {
    await withTimeout(ANSWER_MS, this.client.ping(), storeTimedOut);
  }

  close(): void {
    this.isReceiving = false;
    this.client.disconnect();
  }

  private async subscribe(): Promise<void> {
    const { client } = this;
    await client.connect();
    const id = String(await client.client('ID'));
    await client.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', id, 'BCAST', 'PREFIX', `${this.namespace}:{`);
    this.server = await identifyServer((command) => command(client as Scripted), client.options);
    await client.subscribe(CHANNEL);
    this.isReceiving = true;
  }

  /** @param keys those that were changed; `null` if all were removed */
  private received(keys: unknown): void {
    if (!Array.isArray(keys)) {
      this.feed.missed();
      return;
    }
    const tags = keys.flatMap((key) => this.tagOf(String(key)) ?? []);
    // @mutant forgets-of-others-missed
    if (tags.length > 0) this.feed.forgotten(tags);
  }

  private tagOf(key: string): TagRef | undefined {
    const end = key.indexOf(TOKEN);
    if (end < 0) return undefined;
    return { shard: key.slice(this.namespace.length + 2, end), tag: key.slice(end + TOKEN.length) };
  }
}
