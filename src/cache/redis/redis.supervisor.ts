import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../../time/durations.js';
import type { RedisConnection } from './redis.connection.js';
import type { RedisTopology } from './redis.topology.js';
import type { ReturnListeners } from '../store/return-listeners.js';
import type { Suspensions } from '../store/suspension.js';

const REASON = 'redis';
const IDENTIFY_EVERY_MS = SECOND_MS;
const RETRY_EVERY_MS = 50;
const PING_EVERY_MS = 30 * SECOND_MS;

/**
 * Decides whether Redis may be used. One failed command suspends the cache; it ends when every connection to every server
 * answers, those of one server see the same primary, writes are taken, and the listeners have forgotten what was pending.
 */
export class RedisSupervisor {
  private epoch: string | undefined;
  private lastError: unknown;
  private said = '';
  private failures = 0;
  private recovering = false;
  private closed = false;
  private readonly timers: NodeJS.Timeout[] = [];

  /** @param say logs why Redis is not usable yet, once for each cause. */
  constructor(
    private readonly topology: RedisTopology,
    private readonly namespace: string,
    private readonly suspensions: Suspensions,
    private readonly listeners: ReturnListeners,
    private readonly say: (sentence: string) => void,
  ) {}

  /** Resolves once the first attempt to connect has come to an end, whatever it was: Redis may be away at the start. */
  async start(): Promise<void> {
    this.recovering = true;
    this.suspensions.add(REASON, Date.now(), 'Redis is not connected yet');
    await this.topology.refresh().catch(this.failed);
    void this.recover();
    this.timers.push(setInterval(() => void this.identify(), IDENTIFY_EVERY_MS));
    this.timers.push(setInterval(() => void this.ping(), PING_EVERY_MS));
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Call for every failed command and closed connection. Without an error, the last one is reported, which says more. */
  readonly failed = (error: unknown = this.lastError ?? new Error('the connection was closed')): void => {
    this.failures++;
    this.lastError = error;
    if (this.closed || this.recovering) return;
    this.recovering = true;
    this.said = sentenceFor(error);
    this.suspensions.add(REASON, Date.now(), this.said);
    void this.recover();
  };

  private async recover(): Promise<void> {
    while (!this.closed) {
      const before = this.failures;
      try {
        await this.comeBack();
        // Whatever failed meanwhile may have failed after it was looked at.
        if (this.failures === before) break;
      } catch (error) {
        const sentence = sentenceFor(error);
        if (sentence !== this.said) this.say(sentence);
        this.said = sentence;
      }
      await sleep(RETRY_EVERY_MS);
    }
    this.recovering = false;
    this.lastError = undefined;
    if (this.closed) return;
    this.suspensions.remove(REASON);
  }

  private async comeBack(): Promise<void> {
    await this.topology.refresh();
    const { pools } = this.topology;
    if (!pools.every(({ ready }) => ready)) throw this.lastError ?? new Error('it is not connected');
    await this.onEach((connection) => connection.checkVersion());
    const epoch = await this.identified();
    // Redis may answer reads while it refuses FORGETs (MISCONF, paused writes); reads would then be stale, so check a write.
    // @mutant return-without-write-probe
    await this.onEach((connection, shard) =>
      connection.send((client) => client.unlink(`${this.namespace}:{${shard}}:probe`)),
    );
    // @mutant return-without-listeners
    await this.listeners.run(epoch !== this.epoch);
    this.epoch = epoch;
  }

  /** The epochs of all servers. */
  private async identified(): Promise<string> {
    return (await Promise.all(this.topology.pools.map(async (pool) => pool.identify()))).join(' ');
  }

  /** @param ask gets, with every connection, a shard of its server. */
  private async onEach(ask: (connection: RedisConnection, shard: string) => Promise<unknown>): Promise<void> {
    const { topology } = this;
    await Promise.all(
      topology.pools.map(async (pool) => pool.each((connection) => ask(connection, topology.shardOf(pool)))),
    );
  }

  /** The epoch again, every second (rule 13). */
  private async identify(): Promise<void> {
    if (this.recovering) return;
    try {
      // @mutant epoch-not-polled
      if ((await this.identified()) !== this.epoch) this.failed(new Error('it is another server now'));
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

function sentenceFor(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/WRONGPASS|NOAUTH|invalid password/.test(message)) {
    return 'Redis refuses the password or the user name (REDIS_PASSWORD, REDIS_USERNAME, or those in REDIS_URL)';
  }
  if (/certificate/.test(message)) {
    return `Redis presents a certificate of an unknown authority (${message}): set NODE_EXTRA_CA_CERTS to a file with its CA certificate`;
  }
  return `Redis cannot be used (${message})`;
}
