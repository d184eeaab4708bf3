import { SECOND_MS } from '../../time/durations.js';
import { StoreUnavailable, UnusableServer } from '../entry/cache.errors.js';
import type { Scripted } from './redis.scripts.js';

/** The epoch is read every second; one that is older than this is read again before it is used (rule 13). */
const EPOCH_LIFE_MS = 2 * SECOND_MS;

/** Sends a command at once, behind those that were sent before. */
type Send = <Reply>(command: (client: Scripted) => Promise<Reply>) => Promise<Reply>;

/**
 * The epoch of the server behind one connection (rule 13). It is known only while the connection lives, and only if the server
 * reports that it is a primary.
 */
export class ServerEpoch {
  private known: { readonly epoch: string; readonly requestedAt: number } | undefined;
  private renewing: Promise<string> | undefined;

  /** @param failed called when the epoch cannot be read again, or has changed. */
  constructor(
    private readonly send: Send,
    private readonly isClustered: boolean,
    private readonly failed: (error: Error) => void,
  ) {}

  /** Call when the connection is closed: another server may answer the next one. */
  forget(): void {
    this.known = undefined;
  }

  /** `undefined` if it was read too long ago to be used, because this process was paused. @throws StoreUnavailable while unknown. */
  at(now: number): string | undefined {
    if (this.known === undefined) {
      throw new StoreUnavailable('Redis is not connected, or is not a primary');
    }
    // @mutant old-epoch-used
    return now - this.known.requestedAt > EPOCH_LIFE_MS ? undefined : this.known.epoch;
  }

  /**
   * Reads an epoch again that is too old; callers at the same time share one request. Rejects, and reports the failure, if it
   * cannot be read or has changed.
   */
  renew(): Promise<string> {
    this.renewing ??= this.unchanged().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  /** Reads it. @throws UnusableServer if the server is a replica, or any error of the connection. */
  async read(): Promise<string> {
    const requestedAt = performance.now();
    try {
      const epoch = await this.ask();
      this.known = { epoch, requestedAt };
      return epoch;
    } catch (error) {
      this.known = undefined;
      throw error;
    }
  }

  /** Rejects unless the server is a primary and has the known epoch. Sends all its commands at once. */
  async confirm(): Promise<void> {
    const requestedAt = performance.now();
    const epoch = await this.ask();
    if (this.known === undefined) throw new StoreUnavailable('The epoch of Redis is not known yet');
    if (epoch === this.known.epoch) {
      this.known = { epoch, requestedAt };
      return;
    }
    this.known = undefined;
    throw new UnusableServer('its replication history has changed');
  }

  private async unchanged(): Promise<string> {
    const before = this.known?.epoch;
    try {
      const epoch = await this.read();
      // @mutant renewed-epoch-not-compared
      if (epoch !== before) throw new Error('its replication history has changed');
      return epoch;
    } catch (error) {
      this.failed(error as Error);
      throw new StoreUnavailable('The epoch of Redis could not be confirmed', { cause: error });
    }
  }

  private async ask(): Promise<string> {
    const [info, cluster] = await Promise.all([
      this.send((client) => client.info('replication')),
      this.isClustered ? this.send((client) => client.cluster('INFO')) : '',
    ]);
    const history = /^master_replid:([0-9a-f]{40})/m.exec(info)?.[1];
    if (history === undefined || !/^role:master/m.test(info)) {
      this.known = undefined;
      throw new UnusableServer('Redis is a replica: writes must go to the primary');
    }
    // A node that receives a slot gets another config epoch: keys left over from an earlier time with that slot are outdated
    // (ADR 0006).
    // @mutant moved-slot-keeps-epoch
    return this.isClustered ? `${history}.${configEpochOf(cluster)}` : history;
  }
}

function configEpochOf(clusterInfo: string): string {
  return /^cluster_my_epoch:(\d+)/m.exec(clusterInfo)?.[1] ?? 'unknown';
}
