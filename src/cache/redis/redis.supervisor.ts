import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import type { RedisConnection } from './redis.connection.js';
import { sentenceFor } from './redis.diagnosis.js';
import type { RedisTopology } from './redis.topology.js';
import type { ReturnListeners } from '../store/return-listeners.js';
import type { Suspensions } from '../store/suspension.js';

const REASON = 'redis';
const IDENTIFY_EVERY_MS = SECOND_MS;
const RETRY_EVERY_MS = 50;
const PING_EVERY_MS = 30 * SECOND_MS;

/**
 * Decides whether Redis may be used. One failed command suspends the cache. The suspension ends when every connection to
 * every server answers, all connections to one server reach the same primary, every server accepts writes, and the
 * listeners have forgotten what was pending.
 */
export class RedisSupervisor {
  private epoch: string | undefined;
  private lastError: unknown;
  /** The last reported cause, so that each cause is logged once. */
  private reported = '';
  private failures = 0;
  private recovering = false;
  private recoveringSince = performance.now();
  private closed = false;
  private readonly polls = [
    new PollLoop(() => this.identify(), IDENTIFY_EVERY_MS),
    new PollLoop(() => this.ping(), PING_EVERY_MS),
  ];

  /** @param log writes why Redis is not usable yet; called once for each cause. */
  constructor(
    private readonly topology: RedisTopology,
    private readonly namespace: string,
    private readonly suspensions: Suspensions,
    private readonly listeners: ReturnListeners,
    private readonly log: (message: string) => void,
  ) {}

  /** Since when Redis cannot be used, on `performance.now()`; `undefined` while it can. */
  get awaySince(): number | undefined {
    return this.recovering ? this.recoveringSince : undefined;
  }

  /** Resolves when the first attempt to connect has succeeded or failed: the application starts without Redis, too. */
  async start(): Promise<void> {
    this.recovering = true;
    this.suspensions.add(REASON, Date.now(), 'Redis is not connected yet');
    await this.topology.refresh().catch(this.failed);
    void this.recover();
    for (const poll of this.polls) poll.start();
  }

  close(): void {
    this.closed = true;
    for (const poll of this.polls) void poll.stop();
  }

  /** Call for every failed command and closed connection. Without an error, the previous one is reported as the cause. */
  readonly failed = (error: unknown = this.lastError ?? new Error('the connection was closed')): void => {
    this.failures++;
    this.lastError = error;
    if (this.closed || this.recovering) return;
    this.recovering = true;
    this.recoveringSince = performance.now();
    this.reported = sentenceFor(error);
    this.suspensions.add(REASON, Date.now(), this.reported);
    void this.recover();
  };

  private async recover(): Promise<void> {
    while (!this.closed) {
      const before = this.failures;
      try {
        await this.checkAndCatchUp();
        // A failure during the attempt may have come after its connection was checked: try again.
        if (this.failures === before) break;
      } catch (error) {
        const message = sentenceFor(error);
        if (message !== this.reported) this.log(message);
        this.reported = message;
      }
      await sleep(RETRY_EVERY_MS);
    }
    this.recovering = false;
    this.lastError = undefined;
    if (this.closed) return;
    this.suspensions.remove(REASON);
  }

  /** One attempt to recover. @throws Error if Redis is not usable yet. */
  private async checkAndCatchUp(): Promise<void> {
    await this.topology.refresh();
    const { pools } = this.topology;
    if (!pools.every(({ ready }) => ready))
      throw this.lastError ?? new Error('not every server is connected');
    await this.onEach((connection) => connection.checkServer());
    // Before the epochs are known: no FORGET counts as accepted on servers that other instances may not share (rule 21).
    this.listeners.serversKnown();
    const epoch = await this.readEpochs();
    // Redis may answer reads while it refuses FORGETs (MISCONF, paused writes); reads would then be stale, so check a write.
    // @mutant return-without-write-probe
    await this.onEach((connection, shard) =>
      connection.send((client) => client.unlink(`${this.namespace}:{${shard}}:probe`)),
    );
    await this.listeners.prove();
    // @mutant return-without-listeners
    await this.listeners.run(epoch !== this.epoch);
    this.epoch = epoch;
  }

  /** Reads the epochs of all servers, joined to one string. */
  private async readEpochs(): Promise<string> {
    return (await Promise.all(this.topology.pools.map(async (pool) => pool.identify()))).join(' ');
  }

  /** @param command gets every connection with the name of a shard of its server. */
  private async onEach(
    command: (connection: RedisConnection, shard: string) => Promise<unknown>,
  ): Promise<void> {
    const { topology } = this;
    await Promise.all(
      topology.pools.map(async (pool) =>
        pool.each((connection) => command(connection, topology.shardOf(pool))),
      ),
    );
  }

  /** Checks that the epochs have not changed; runs every second (rule 13). */
  private async identify(): Promise<void> {
    if (this.recovering) return;
    try {
      // @mutant epoch-not-polled
      if ((await this.readEpochs()) !== this.epoch)
        this.failed(new Error('its replication history has changed'));
    } catch (error) {
      this.failed(error);
    }
  }

  private async ping(): Promise<void> {
    if (this.recovering) return;
    try {
      await this.onEach((connection) => connection.send((client) => client.ping()));
    } catch (error) {
      this.failed(error);
    }
  }
}
