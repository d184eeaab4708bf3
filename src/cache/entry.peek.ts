import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import type { Address } from './entry/address.js';
import { addressOf } from './entry/known-addresses.js';
import { currentEntry } from './entry/current-entry.js';
import { CurrentGeneration } from './entry/current-generation.js';
import { decodeEntry } from './entry/entry.codec.js';
import type { Entry } from './entry/entry.js';
import type { Region } from './entry/region.js';
import { CacheStore } from './store/cache.store.js';

/** Inspects the store without a read: it loads nothing, counts nothing, and keeps nothing in L1. */
@Injectable()
export class EntryPeek {
  constructor(
    private readonly generation: CurrentGeneration,
    private readonly store: CacheStore,
    private readonly clock: Clock,
  ) {}

  /**
   * The entry that the store would serve now; `null` if there is none.
   * @throws StoreUnavailable
   */
  async peek<Args extends unknown[]>(region: Region<Args>, args: Args): Promise<Entry | null> {
    const address = addressOf(region as unknown as Region<unknown[]>, args);
    if (address.problem !== undefined) return null;
    const found = await this.store.read(address, { entry: true });
    return currentEntry(found, this.generation.of(region), this.clock.now())?.entry ?? null;
  }

  /**
   * The entry at an address that was made from a key, and whether the store would serve it now; `null` if there is none.
   * @param address without tags if they are not known: it then counts as not served
   * @throws StoreUnavailable
   */
  async inspect(
    region: Region<never>,
    address: Address,
  ): Promise<{ entry: Entry; isServed: boolean } | null> {
    const found = await this.store.read(address, { entry: true });
    const stored = found.entry && decodeEntry(found.entry);
    if (stored === null) return null;
    const isServed =
      address.tags.length > 0 && currentEntry(found, this.generation.of(region), this.clock.now()) !== null;
    return { entry: stored.entry, isServed };
  }
}
