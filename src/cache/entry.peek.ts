import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { addressOf } from './entry/address.js';
import { Cache } from './cache.js';
import { CacheStore } from './store/cache.store.js';
import type { Entry } from './entry/entry.js';
import { currentEntry } from './entry/current-entry.js';
import type { Region } from './entry/region.js';

/** A look at what the store holds, without a read: nothing is loaded, counted or kept in L1. */
@Injectable()
export class EntryPeek {
  constructor(
    private readonly cache: Cache,
    private readonly store: CacheStore,
    private readonly clock: Clock,
  ) {}

  /**
   * The entry that the store would serve now; `null` if there is none.
   * @throws InvalidCacheName, StoreUnavailable
   */
  async peek<Args extends unknown[]>(region: Region<Args>, args: Args): Promise<Entry | null> {
    const address = addressOf(region as unknown as Region<unknown[]>, args);
    const found = await this.store.read(address, { entry: true });
    const generation = `${this.cache.generation}.${region.version}`;
    return currentEntry(found, generation, this.clock.now())?.entry ?? null;
  }
}
