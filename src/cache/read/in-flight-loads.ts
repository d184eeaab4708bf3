import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import type { LoadResult } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheStore } from '../store/cache.store.js';
import type { Entry } from '../entry/entry.js';
import { EntryWrites } from './entry-writes.js';
import { L1 } from './l1.js';
import { Loader } from './loader.js';
import { LOAD_LOCK_MS } from '../entry/protocol.constants.js';
import { type ClaimedStamp, StampClaims } from './stamp-claims.js';
import { stampNow } from '../entry/stamp.js';

const POLL_MS = 15;

interface InFlightLoad {
  /** The ids under which readers find it; one more for each stamp that it claims. */
  readonly ids: Set<string>;
  result?: Promise<LoadResult>;
}

/** `result`: of another process or of another load of this one; without it, the load must run here, under `claimed`. */
interface Waited {
  readonly claimed: ClaimedStamp;
  readonly result?: LoadResult | Promise<LoadResult>;
}

/**
 * Runs loads, and lets readers join those in flight in this process, by key and stamp (rule 11). A reader may join a load if
 * it received the stamp after it began: the load began after the stamp was claimed, and nothing that the entry depends on
 * was forgotten between the two.
 */
@Injectable()
export class InFlightLoads {
  private readonly inFlight = new Map<string, Promise<LoadResult>>();

  constructor(
    private readonly store: CacheStore,
    private readonly claims: StampClaims,
    private readonly loader: Loader,
    private readonly l1: L1,
    private readonly writes: EntryWrites,
    private readonly clock: Clock,
  ) {}

  /** The in-flight load for this key under exactly this stamp, if there is one. */
  underStamp(call: CacheCall, stamp: string): Promise<LoadResult> | undefined {
    return this.inFlight.get(loadId(call, stamp));
  }

  /** Loads under the stamp that was just claimed, or waits for the process that holds its load lock. */
  async start(call: CacheCall, claimed: ClaimedStamp): Promise<LoadResult> {
    const load: InFlightLoad = { ids: new Set() };
    load.result = claimed.granted
      ? this.loadAndStore(call, claimed, load)
      : this.waitThenLoad(call, claimed, load);
    this.register(call, claimed, load);
    return load.result;
  }

  private register(call: CacheCall, { stamp }: ClaimedStamp, load: InFlightLoad): void {
    const id = loadId(call, stamp);
    this.inFlight.set(id, load.result as Promise<LoadResult>);
    load.ids.add(id);
  }

  private unregister({ ids, result }: InFlightLoad): void {
    for (const id of ids) if (this.inFlight.get(id) === result) this.inFlight.delete(id);
  }

  private async waitThenLoad(call: CacheCall, denied: ClaimedStamp, load: InFlightLoad): Promise<LoadResult> {
    const { claimed, result } = await this.waitForOtherProcess(call, denied, load);
    return result ?? this.loadAndStore(call, claimed, load);
  }

  /** Waits as long as the load lock of another process may last, claiming again whenever that lock is gone. */
  private async waitForOtherProcess(
    call: CacheCall,
    denied: ClaimedStamp,
    load: InFlightLoad,
  ): Promise<Waited> {
    let waited: Waited = { claimed: denied };
    try {
      const giveUpAt = performance.now() + LOAD_LOCK_MS;
      // @mutant load-without-load-lock
      while (!waited.claimed.granted && waited.result === undefined && performance.now() < giveUpAt) {
        const { claimed } = waited;
        const entry = await this.storedElsewhere(call, claimed.stamp);
        waited = entry === null ? await this.claimAgain(call, load) : this.notNeeded(claimed, entry, load);
      }
    } catch {
      // The store became unreachable, perhaps together with the other process: load here.
    }
    return waited;
  }

  private async claimAgain(call: CacheCall, load: InFlightLoad): Promise<Waited> {
    const claimed = await this.claims.anew(call);
    // The CLAIM may be shared with a reader, which has started a load under its stamp or will find this one.
    const other = this.inFlight.get(loadId(call, claimed.stamp));
    // @mutant renewed-claim-not-registered
    if (other === undefined) this.register(call, claimed, load);
    const entry = this.l1.take(call, claimed, claimed.sentAt, this.clock.now());
    if (entry !== null) {
      void this.claims.release(call, claimed);
      return this.notNeeded(claimed, entry, load);
    }
    if (other === undefined || other === load.result) return { claimed };
    this.unregister(load);
    return { claimed, result: other };
  }

  private notNeeded(claimed: ClaimedStamp, entry: Entry, load: InFlightLoad): Waited {
    this.unregister(load);
    return { claimed, result: { entry, loadedHere: false } };
  }

  /**
   * Polls for the entry that another process stores; `null` once its load lock is over or the stamp is no longer current
   * (rule 12). The entry may be valid under a stamp of which only tokens that it does not depend on have gone (rule 18).
   */
  private async storedElsewhere(call: CacheCall, stamp: string): Promise<Entry | null> {
    for (;;) {
      await sleep(POLL_MS);
      const sentAt = performance.now();
      const seen = await this.store.read(call.address, { entry: true, lock: true });
      const entry = this.l1.take(call, seen, sentAt, this.clock.now());
      if (entry !== null) return entry;
      if (!seen.locked || stampNow(seen, call.generation, null) !== stamp) return null;
    }
  }

  private async loadAndStore(
    call: CacheCall,
    claimed: ClaimedStamp,
    load: InFlightLoad,
  ): Promise<LoadResult> {
    try {
      const entry = await this.loader.load(call, claimed);
      const isStored = this.loader.isStorable(entry);
      // Readers do not wait for STORE. Until it has ended they may still join: the entry is valid under its stamp.
      const kept = isStored ? this.writes.write(call, claimed, entry) : this.claims.release(call, claimed);
      void kept.finally(() => this.unregister(load));
      return { entry, loadedHere: true, isStored };
    } catch (error) {
      this.unregister(load);
      // @mutant failed-load-keeps-load-lock
      void this.claims.release(call, claimed);
      throw error;
    }
  }
}

function loadId({ address }: CacheCall, stamp: string): string {
  // @mutant load-joined-under-any-stamp
  return `${address.id} ${stamp}`;
}
