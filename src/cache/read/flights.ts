import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheStore } from '../store/cache.store.js';
import { Claims, type Held } from './claims.js';
import type { Entry } from '../entry/entry.js';
import { encodeEntry } from '../entry/entry.codec.js';
import { L1 } from './l1.js';
import { Loader } from './loader.js';
import { LOAD_LEASE_MS } from '../entry/protocol.constants.js';
import { stampNow, stampOf } from '../entry/stamp.js';

const POLL_MS = 15;

/** What a flight brought, and whether this process loaded it. */
export interface Landed {
  readonly entry: Entry;
  readonly loadedHere: boolean;
}

interface Flight {
  /** Under which it can be found. */
  readonly ids: Set<string>;
  landing?: Promise<Landed>;
}

/**
 * Loads under way in this process, by key and stamp (rule 11). Whoever received the stamp after it began may join: the
 * load began after the stamp was claimed, and nothing the entry depends on was forgotten between the two.
 */
@Injectable()
export class Flights {
  private readonly underWay = new Map<string, Promise<Landed>>();

  constructor(
    private readonly store: CacheStore,
    private readonly claims: Claims,
    private readonly loader: Loader,
    private readonly l1: L1,
    private readonly clock: Clock,
  ) {}

  /** The flight for this key under exactly this stamp, if there is one. */
  underStamp(call: CacheCall, stamp: string): Promise<Landed> | undefined {
    return this.underWay.get(flightId(call, stamp));
  }

  /** Loads under the stamp that was just claimed, or waits for the process that does. */
  async start(call: CacheCall, held: Held): Promise<Landed> {
    const flight: Flight = { ids: new Set() };
    flight.landing = this.fly(call, held, flight);
    this.register(call, held, flight);
    return flight.landing;
  }

  private register(call: CacheCall, { stamp }: Held, flight: Flight): void {
    const id = flightId(call, stamp);
    this.underWay.set(id, flight.landing as Promise<Landed>);
    flight.ids.add(id);
  }

  private ended({ ids, landing }: Flight): void {
    for (const id of ids) if (this.underWay.get(id) === landing) this.underWay.delete(id);
  }

  private async fly(call: CacheCall, first: Held, flight: Flight): Promise<Landed> {
    let held = first;
    let other: Promise<Landed> | undefined;
    try {
      const giveUpAt = performance.now() + LOAD_LEASE_MS;
      // @mutant load-without-load-lock
      while (!held.granted && other === undefined && performance.now() < giveUpAt) {
        let entry = await this.landedElsewhere(call, held.stamp);
        if (entry === null) {
          held = await this.claims.anew(call);
          // The CLAIM may be shared with a reader: he has started a flight under its stamp, or will look for ours.
          other = this.underWay.get(flightId(call, held.stamp));
          // @mutant renewed-claim-not-registered
          if (other === undefined) this.register(call, held, flight);
          else if (other === flight.landing) other = undefined;
          entry = this.l1.take(call, held, held.sentAt, this.clock.now());
        }
        if (entry !== null) {
          this.ended(flight);
          void this.claims.release(call, held);
          return { entry, loadedHere: false };
        }
      }
    } catch {
      // The store went away while another process was waited for: load, as it may have gone away with it.
    }
    if (other !== undefined) {
      this.ended(flight);
      return other;
    }
    try {
      const entry = await this.loader.load(call);
      // Nobody waits for STORE. Until it has ended the flight may still be joined: the entry is right under its stamp.
      void this.keep(call, held, entry).finally(() => this.ended(flight));
      return { entry, loadedHere: true };
    } catch (error) {
      this.ended(flight);
      // @mutant failed-load-keeps-load-lock
      void this.claims.release(call, held);
      throw error;
    }
  }

  /**
   * The entry that another process stores; `null` once its lease is over or the stamp is dead (rule 12). It may be right
   * under a stamp of which only what does not count has gone (rule 18).
   */
  private async landedElsewhere(call: CacheCall, stamp: string): Promise<Entry | null> {
    for (;;) {
      await sleep(POLL_MS);
      const sentAt = performance.now();
      const seen = await this.store.read(call.address, { entry: true, lease: true });
      const entry = this.l1.take(call, seen, sentAt, this.clock.now());
      if (entry !== null) return entry;
      if (!seen.leased || stampNow(seen, call.generation, null) !== stamp) return null;
    }
  }

  private async keep(call: CacheCall, held: Held, entry: Entry): Promise<void> {
    if (!this.loader.isStorable(entry)) return this.claims.release(call, held);
    const lifeMs = entry.validUntil - this.clock.now();
    const { owner, epoch } = held;
    const { address, generation } = call;
    const tokens = entry.counting(held.tokens);
    const stamp = stampOf({ epoch, generation, tokens });
    const sentAt = performance.now();
    try {
      const payload = encodeEntry(stamp, entry);
      const under = { shard: address.shard, key: address.key, tags: entry.counting(address.tags) };
      const written = await this.store.store(under, { owner, tokens, payload, lifeMs });
      const kept = { entry, stamp, generation, confirmedAt: sentAt, readAt: sentAt };
      // @mutant unwritten-store-gives-lease
      if (written) this.l1.put(call.address.id, kept);
    } catch {
      // STORE only saves work (rule 6); the store has counted and reported its failure.
    }
  }
}

function flightId({ address }: CacheCall, stamp: string): string {
  // @mutant load-joined-under-any-stamp
  return `${address.id} ${stamp}`;
}
