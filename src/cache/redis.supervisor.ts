import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisConnection } from './redis.connection.js';
import type { ReturnListeners } from './return-listeners.js';
import type { Suspensions } from './suspension.js';

const REASON = 'redis';
const IDENTIFY_EVERY_MS = 1000;
const RETRY_EVERY_MS = 50;
const PING_EVERY_MS = 30_000;

/**
 * Decides whether Redis may be used. One failed command suspends the cache; it ends when every connection answers, all of
 * them see the same primary, a write is taken, and the listeners have forgotten what was pending.
 */
export class RedisSupervisor {
  private epoch: string | undefined;
  private lastError: unknown;
  private said = '';
  private failures = 0;
  private recovering = false;
  private closed = false;
  private readonly timers: NodeJS.Timeout[] = [];

  /** @param say told why Redis does not come back, once for each cause. */
  constructor(
    private readonly connections: readonly RedisConnection[],
    private readonly namespace: string,
    private readonly suspensions: Suspensions,
    private readonly listeners: ReturnListeners,
    private readonly say: (sentence: string) => void,
  ) {}

  /** Resolves once the first attempt to connect has come to an end, whatever it was: Redis may be away at the start. */
  async start(): Promise<void> {
    this.recovering = true;
    this.suspensions.add(REASON, Date.now(), 'Redis is not connected yet');
    for (const { client } of this.connections) {
      // What was said before it closed tells more.
      client.on('close', () => this.failed(this.lastError ?? new Error('the connection was closed')));
      client.on('error', (error: Error) => this.failed(error));
    }
    await Promise.allSettled(this.connections.map(({ client }) => client.connect()));
    void this.recover();
    this.timers.push(setInterval(() => void this.identify(), IDENTIFY_EVERY_MS));
    this.timers.push(setInterval(() => void this.ping(), PING_EVERY_MS));
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
  }

  /** To be told of every command that failed. */
  readonly failed = (error: unknown): void => {
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
    for (const connection of this.connections) connection.revive();
    if (!this.connections.every(({ ready }) => ready))
      throw this.lastError ?? new Error('it is not connected');
    await Promise.all(this.connections.map((connection) => connection.checkVersion()));
    const epochs = new Set(await Promise.all(this.connections.map((connection) => connection.identify())));
    const [epoch, ...others] = epochs;
    if (epoch === undefined || others.length > 0) throw new Error('its connections reach different servers');
    // Reads that are answered while forgets are refused (MISCONF, paused writes) would be worse than none.
    await Promise.all(
      this.connections.map(async (connection) =>
        connection.send(async (client) => client.unlink(`${this.namespace}:{probe}:write`)),
      ),
    );
    await this.listeners.run(epoch !== this.epoch);
    this.epoch = epoch;
  }

  /** The epoch again, every second (rule 13). */
  private async identify(): Promise<void> {
    if (this.recovering) return;
    try {
      const epochs = await Promise.all(this.connections.map((connection) => connection.identify()));
      if (epochs.some((epoch) => epoch !== this.epoch)) this.failed(new Error('it is another server now'));
    } catch (error) {
      this.failed(error);
    }
  }

  private async ping(): Promise<void> {
    if (this.recovering) return;
    try {
      await Promise.all(
        this.connections.map(async (connection) => connection.send(async (client) => client.ping())),
      );
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
    return `Redis shows a certificate that nobody vouches for (${message}): NODE_EXTRA_CA_CERTS names a file of authorities`;
  }
  return `Redis cannot be used (${message})`;
}
