import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { addressOf } from './entry/address.js';
import { currentEntry } from './entry/current-entry.js';
import { CurrentGeneration } from './entry/current-generation.js';
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
}
