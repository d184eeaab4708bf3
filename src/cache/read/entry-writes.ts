import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import type { CacheCall } from '../entry/cache.call.js';
import type { Entry } from '../entry/entry.js';
import { encodeEntry } from '../entry/entry.codec.js';
import { TOKEN_LIFE_FACTOR } from '../entry/protocol.constants.js';
import { stampOf } from '../entry/stamp.js';
import { CacheStore } from '../store/cache.store.js';
import { L1 } from './l1.js';
import { Loader } from './loader.js';
import type { ClaimedStamp } from './stamp-claims.js';

/** Sends STORE for entries that were loaded, and keeps in L1 what it wrote. */
@Injectable()
export class EntryWrites {
  constructor(
    private readonly store: CacheStore,
    private readonly loader: Loader,
    private readonly l1: L1,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns whether the entry was written. Never throws: STORE only saves work (rule 6), and the store has counted and reported
   * its failure.
   * @param renewedOwn the entry's own token from now on, if it is refreshed (rule 27)
   */
  async write(call: CacheCall, claimed: ClaimedStamp, entry: Entry, renewedOwn?: string): Promise<boolean> {
    const { owner, epoch } = claimed;
    const { address, generation } = call;
    const tokens = entry.counting(claimed.tokens);
    const stamp = stampOf({ epoch, generation, tokens });
    const own = renewedOwn ?? claimed.own;
    // Redis refuses a life that is over, which would look like a server that fails: it may have ended a moment ago.
    const lifeMs = Math.max(1, entry.validUntil - this.clock.now());
    const sentAt = performance.now();
    try {
      const { shard, key, wide } = address;
      const under = { shard, key, tags: entry.counting(address.tags), wide };
      const written = await this.store.store(under, {
        epoch,
        owner,
        tokens,
        own: claimed.own,
        ...(renewedOwn === undefined ? {} : { renewedOwn }),
        ownLifeMs: this.loader.ttlMs(call),
        payload: encodeEntry({ stamp, own, entry }),
        lifeMs,
        tokenLifeMs: TOKEN_LIFE_FACTOR * lifeMs,
      });
      // @mutant store-leases-wide-token
      const confirmedAt = Math.min(sentAt, this.store.wideSince(address, tokens));
      const cached = { entry, stamp, own, generation, confirmedAt, readAt: sentAt };
      // @mutant unwritten-store-gives-lease
      if (written) this.l1.put(address.id, cached);
      return written;
    } catch {
      return false;
    }
  }
}
