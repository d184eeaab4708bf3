import { Injectable } from '@nestjs/common';
import { Clock } from '../config/clock.js';
import { addressOf } from './address.js';
import { Cache } from './cache.js';
import { CacheStore } from './cache.store.js';
import type { Entry } from './entry.js';
import { decodeEntry } from './entry.codec.js';
import type { Region } from './region.js';
import { complete, stampOf } from './stamp.js';

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
  async look<Args extends unknown[]>(region: Region<Args>, args: Args): Promise<Entry | null> {
    const address = addressOf(region as unknown as Region<unknown[]>, args);
    const { epoch, tokens, entry } = await this.store.read(address, { entry: true });
    const known = complete(tokens);
    const stored = entry && decodeEntry(entry);
    if (known === null || stored === null) return null;
    const generation = `${this.cache.generation}.${region.version}`;
    const isCurrent = stored.stamp === stampOf({ epoch, generation, tokens: known });
    return isCurrent && stored.entry.validUntil > this.clock.now() ? stored.entry : null;
  }
}
