import { LEASE_MS } from '../cache/entry/protocol.constants.js';
import { scope } from '../cache/read/scope.js';
import { HOUR_MS, SECOND_MS } from '../time/durations.js';
import { sleepUntil } from '../time/sleep-until.js';
import type { LiveSource } from './live.source.js';
import type { ListRead } from './list-read.js';

/** A state of a list, as its watchers know it. */
export interface ListState {
  readonly version: number;
  readonly etag: string;
}

/** Watches a list. */
export interface Watcher {
  /** `changed`: the list is another one. `resync`: it may be, since changes may have been missed. */
  notify(event: 'changed' | 'resync', state: ListState | undefined): void;
}

/** Reads the sources of lists, and listens for the tags of what was read. */
export interface ListReader {
  /** Reads the list. @param ids entries that the store shall confirm after this call */
  read(source: LiveSource, ids: readonly string[]): Promise<ListRead>;
  /** Listens for the tags of what was read, from now on. @returns whether it did so before */
  listensTo(read: ListRead): boolean;
  /** Epoch ms, as entries count. */
  now(): number;
}

/** After it, no instance serves what was forgotten before (rule 9). */
const SETTLE_MS = LEASE_MS + 1;
/** A list that changes all the time is reported after so many reads, and again once it has settled. */
const MOST_UNSETTLED = 4;
const FIRST_RETRY_MS = 500;
/** A change is forgotten within this time (S2). */
const LONGEST_OLDER_MS = 2 * SECOND_MS;
const OLDER_AGAIN_MS = 500;
const LAST_RETRY_MS = 15 * SECOND_MS;
/** The longest wait for the end of an entry's life, since a timer takes at most 24 days. */
const LONGEST_WAIT_MS = HOUR_MS;
/** The wait if the entry was over when it was read. */
const SHORTEST_WAIT_MS = SECOND_MS;

/**
 * One watched list. After each signal that it may have changed, it is read at once and again one lease and 1 ms later; if both reads
 * show the same version, no instance serves an older one any more, and the watchers are notified (rule 31). All watchers share these reads.
 */
export class LiveList {
  readonly watchers = new Set<Watcher>();
  /** How many hold the list, watchers and those that are about to become one. */
  holders = 0;
  private said: ListState | undefined;
  /** The watchers were notified before the list had settled. */
  private isOwed = false;
  /** Since when changes may have been missed. */
  private missedAt: number | undefined;
  private signalledAt = Number.NEGATIVE_INFINITY;
  private settling: Promise<void> | undefined;
  private dueAt = Number.POSITIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  /** Since when reads show an older state than the watchers know. */
  private olderSince: number | undefined;
  private retryMs = FIRST_RETRY_MS;
  private last: ListRead | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;
  private closed = false;

  constructor(
    readonly source: LiveSource,
    private readonly reader: ListReader,
    /** As how many requests a read counts if nothing is cached. */
    readonly cost: number,
  ) {}

  /** What the watchers know; `undefined` until {@link ready}. */
  get state(): ListState | undefined {
    return this.said;
  }

  /** Whether every FORGET of one of its tags is received, as far as the list is concerned. */
  get isArmed(): boolean {
    return this.last?.isHit === true;
  }

  /** When it was last read, on `performance.now()`. */
  get readAt(): number {
    return this.lastAt;
  }

  /** Resolves once there is a state, and the list has settled unless it changes all the time. Throws what the read throws. */
  async ready(): Promise<void> {
    if (this.said === undefined || this.settling !== undefined) await this.settle();
  }

  /** A tag of the list was forgotten, or its token created. @param delayMs before the list is read */
  signal(delayMs = 0): void {
    this.signalledAt = performance.now();
    // Past the cache each signal is a change, and a read may have shown it before other instances have forgotten it.
    if (this.last?.isBypass === true) this.isOwed = true;
    this.schedule(delayMs);
  }

  /** Changes may have been missed: the watchers get `resync` after a read. */
  miss(delayMs = 0): void {
    this.missedAt = performance.now();
    this.schedule(delayMs);
  }

  /** Reads the list, and reports a change if there is one. */
  check(): void {
    this.schedule(0);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private schedule(delayMs: number): void {
    const at = performance.now() + delayMs;
    // The run that settles it acts on signals that came meanwhile.
    if (this.closed || this.settling !== undefined || this.dueAt <= at) return;
    this.dueAt = at;
    clearTimeout(this.timer);
    if (delayMs <= 0) void this.settle().catch(() => undefined);
    else {
      this.timer = setTimeout(() => void this.settle().catch(() => undefined), delayMs);
      this.timer.unref();
    }
  }

  /** Its work is for all watchers: it belongs to no request. */
  private settle(): Promise<void> {
    this.settling ??= scope.run(undefined, () => this.settleOnce());
    return this.settling;
  }

  private async settleOnce(): Promise<void> {
    clearTimeout(this.timer);
    this.dueAt = Number.POSITIVE_INFINITY;
    try {
      await this.readUntilSettled();
    } catch (error) {
      this.failed();
      throw error;
    } finally {
      this.settling = undefined;
      this.next();
    }
  }

  /** Reads until two reads agree, and announces what they show. */
  private async readUntilSettled(): Promise<void> {
    const beganAt = performance.now();
    let first = await this.read();
    if (this.reader.listensTo(first) && first.isFinal) return this.announce(first, beganAt, true);
    for (let reads = 1; ; reads++) {
      await sleepUntil(performance.now() + SETTLE_MS);
      const startedAt = performance.now();
      const second = await this.read();
      // A tag that it did not listen for may have been forgotten since the first read.
      const isSettled = this.reader.listensTo(second) && this.isSettled(first, second, startedAt);
      if (isSettled || reads === MOST_UNSETTLED) return this.announce(second, startedAt, isSettled);
      first = second;
    }
  }

  private async read(): Promise<ListRead> {
    const ids = this.last?.ids ?? [];
    this.last = await this.reader.read(this.source, ids);
    this.retryMs = FIRST_RETRY_MS;
    return this.last;
  }

  /** Whether no instance can serve an older state than the second read's. */
  private isSettled(first: ListRead, second: ListRead, startedAt: number): boolean {
    if (second.isFinal) return true;
    // @mutant reported-before-leases-end
    return second.isBypass ? this.signalledAt <= startedAt - SETTLE_MS : second.version === first.version;
  }

  private announce(read: ListRead, startedAt: number, isSettled: boolean): void {
    this.lastAt = startedAt;
    const before = this.said;
    const isMissed = this.missedAt !== undefined && this.missedAt <= startedAt;
    const isNew = before === undefined || read.etag !== before.etag;
    // The store has not forgotten a change yet that a read past the cache has shown: its FORGET is still to come.
    // @mutant older-state-reported
    if (isNew && before !== undefined && !isMissed && read.version < before.version) {
      this.olderSince ??= startedAt;
      // Nothing is older for that long; the versions are not of one history.
      if (startedAt - this.olderSince > LONGEST_OLDER_MS) this.missedAt = startedAt;
      return;
    }
    this.olderSince = undefined;
    if (isNew) this.said = stateOf(read);
    if (isMissed) this.notify('resync');
    else if (before !== undefined && (isNew || (this.isOwed && isSettled))) this.notify('changed');
    this.isOwed = !isSettled && (isNew || this.isOwed);
    if (isMissed) this.missedAt = undefined;
  }

  private notify(event: 'changed' | 'resync'): void {
    for (const watcher of this.watchers) watcher.notify(event, this.said);
  }

  /** Nothing is known until a read succeeds; the watchers find out by themselves what is wrong. */
  private failed(): void {
    this.last = undefined;
    if (this.missedAt === undefined) this.notify('resync');
    this.missedAt = performance.now();
  }

  /** After a read: at once if there was a signal that it may not have seen, else when time alone changes the list. */
  private next(): void {
    const { last } = this;
    if (last === undefined) {
      this.schedule(this.retryMs);
      this.retryMs = Math.min(2 * this.retryMs, LAST_RETRY_MS);
    } else if (this.signalledAt > this.lastAt - LEASE_MS || this.missedAt !== undefined || this.isOwed) {
      this.schedule(0);
    } else if (this.olderSince !== undefined) this.schedule(OLDER_AGAIN_MS);
    else {
      const leftMs = last.validUntil - this.reader.now();
      // @mutant passing-time-not-reported
      this.schedule(leftMs > 0 ? Math.min(leftMs + SETTLE_MS, LONGEST_WAIT_MS) : SHORTEST_WAIT_MS);
    }
  }
}

function stateOf({ version, etag }: ListRead): ListState {
  return { version, etag };
}
