import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import { isKnown, sentenceFor } from './redis.diagnosis.js';
import type { RedisOutageLog } from './redis.outage-log.js';
import { onEachConnection, readEpochs, type RedisTopology } from './redis.topology.js';
import type { ReturnListeners } from '../store/return-listeners.js';
import type { Suspensions } from '../store/suspension.js';

const REASON = 'redis';
const IDENTIFY_EVERY_MS = SECOND_MS;
const RETRY_EVERY_MS = 50;
const PING_EVERY_MS = 30 * SECOND_MS;
/** A failure so soon after the return is followed by a pause, which doubles up to 400 ms: reads must use Redis within a second (S3). */
const STEADY_MS = 5 * SECOND_MS;
const MOST_DOUBLINGS = 3;

/**
 * Decides whether Redis may be used. One failed command suspends the cache. The suspension ends when every connection to
 * every server answers, all connections to one server reach the same primary, every server accepts writes, and the
 * listeners have forgotten what was pending.
 */
export class RedisSupervisor {
  private epoch: string | undefined;
  private lastError: unknown;
  /** Why the present suspension began; `undefined` at the start. */
  private cause: string | undefined;
  private usableSince = Number.NEGATIVE_INFINITY;
  /** How often in a row Redis failed soon after it was used again. */
  private quickFailures = 0;
  private failures = 0;
  private recovering = false;
  private recoveringSince = performance.now();
  private closed = false;
  private readonly polls = [
    new PollLoop(() => this.identify(), IDENTIFY_EVERY_MS),
    new PollLoop(() => this.ping(), PING_EVERY_MS),
  ];

  constructor(
    private readonly topology: RedisTopology,
    private readonly namespace: string,
    private readonly suspensions: Suspensions,
    private readonly listeners: ReturnListeners,
    private readonly log: RedisOutageLog,
  ) {}

  /** Since when Redis cannot be used, on `performance.now()`; `undefined` while it can. */
  get awaySince(): number | undefined {
    return this.recovering ? this.recoveringSince : undefined;
  }

  /** Resolves when the first attempt to connect has succeeded or failed: the application starts without Redis, too. */
  async start(): Promise<void> {
    this.recovering = true;
    this.suspensions.add(REASON, Date.now(), null);
    await this.topology.refresh().catch(this.failed);
    void this.recover();
    for (const poll of this.polls) poll.start();
  }

  close(): void {
    this.closed = true;
    this.log.close();
    for (const poll of this.polls) void poll.stop();
  }

  /** Call for every failed command and closed connection. Without an error, the previous one is reported as the cause. */
  readonly failed = (error: unknown = this.lastError ?? new Error('the connection was closed')): void => {
    this.failures++;
    this.lastError = error;
    if (this.closed || this.recovering) return;
    this.recovering = true;
    this.recoveringSince = performance.now();
    this.cause = sentenceFor(error);
    this.quickFailures = performance.now() - this.usableSince < STEADY_MS ? this.quickFailures + 1 : 0;
    this.suspensions.add(REASON, Date.now(), null);
    void this.recover();
  };

  private async recover(): Promise<void> {
    let isSaid = false;
    // A server that fails as soon as it is used again gets a little time.
    const backOff = Math.min(this.quickFailures, MOST_DOUBLINGS);
    if (backOff > 0) await sleep(RETRY_EVERY_MS * 2 ** backOff);
    while (!this.closed) {
      const before = this.failures;
      try {
        await this.checkAndCatchUp();
        // A failure during the attempt may have come after its connection was checked: try again.
        if (this.failures === before) break;
      } catch (error) {
        // By now the error says more than that of the command which failed first.
        if (!isSaid) this.log.lost(sentenceFor(error), this.recoveringSince);
        else if (isKnown(error)) this.log.hint(sentenceFor(error));
        isSaid = true;
      }
      await sleep(RETRY_EVERY_MS);
    }
    this.recovering = false;
    this.lastError = undefined;
    if (this.closed) return;
    this.usableSince = performance.now();
    this.suspensions.remove(REASON);
    if (!isSaid && this.cause !== undefined) this.log.lost(this.cause, this.recoveringSince);
    if (isSaid || this.cause !== undefined) this.log.regained();
    this.cause = undefined;
  }

  /** One attempt to recover. @throws Error if Redis is not usable yet. */
  private async checkAndCatchUp(): Promise<void> {
    await this.topology.refresh();
    const { pools } = this.topology;
    if (!pools.every(({ ready }) => ready))
      throw this.lastError ?? new Error('not every server is connected');
    await onEachConnection(this.topology, (connection) => connection.checkServer());
    // Before the epochs are known: no FORGET counts as accepted on servers that other instances may not share (rule 21).
    this.listeners.serversKnown();
    const epoch = await readEpochs(this.topology);
    // Redis may answer reads while it refuses FORGETs (MISCONF, paused writes): reads would then be stale. Or it refuses scripts alone:
    // then each read would suspend the cache again.
    // @mutant return-without-write-probe
    await onEachConnection(this.topology, (connection, shard) =>
      connection.checkWrites(`${this.namespace}:{${shard}}:`),
    );
    await this.listeners.prove();
    // @mutant return-without-listeners
    await this.listeners.run(epoch !== this.epoch);
    this.epoch = epoch;
  }

  /** Checks that the epochs have not changed; runs every second (rule 13). */
  private async identify(): Promise<void> {
    if (this.recovering) return;
    try {
      // @mutant epoch-not-polled
      if ((await readEpochs(this.topology)) !== this.epoch)
        this.failed(new Error('its replication history has changed'));
    } catch (error) {
      this.failed(error);
    }
  }

  private async ping(): Promise<void> {
    if (this.recovering) return;
    try {
      await onEachConnection(this.topology, (connection) => connection.send((client) => client.ping()));
    } catch (error) {
      this.failed(error);
    }
  }
}
