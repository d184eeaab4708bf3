import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type CacheAnswer, loadedFrom } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import type { Entry } from '../entry/entry.js';
import { CacheStore } from '../store/cache.store.js';
import { EntryWrites } from './entry-writes.js';
import { L1 } from './l1.js';
import { Loader } from './loader.js';
import type { ReadScope } from './read-scope.js';
import { type ClaimedStamp, StampClaims } from './stamp-claims.js';
import { StoreBudget } from './store-budget.js';

/**
 * Replaces entries although they are valid (rule 27). Readers are served the old entry until the new one is stored, and keep it
 * if the load throws.
 */
@Injectable()
export class Refreshes {
  constructor(
    private readonly store: CacheStore,
    private readonly claims: StampClaims,
    private readonly loader: Loader,
    private readonly writes: EntryWrites,
    private readonly budget: StoreBudget,
    private readonly l1: L1,
  ) {}

  /** Joins no load in flight, which may have begun before. Throws what the load throws. @throws StoreUnavailable */
  async refresh(call: CacheCall, scope: ReadScope): Promise<CacheAnswer> {
    const claimed = await this.budget.spend(scope.storeWaits, this.claims.claim(call), (reply) => reply);
    const entry = await this.load(call, claimed);
    // @mutant refresh-keeps-own-token
    const renewedOwn = randomBytes(9).toString('base64url');
    const isStored =
      this.loader.isStorable(entry) && (await this.writes.write(call, claimed, entry, renewedOwn));
    if (!isStored) await this.drop(call, claimed);
    return loadedFrom(call.beganOn, { entry, loadedHere: true, isStored });
  }

  private async load(call: CacheCall, claimed: ClaimedStamp): Promise<Entry> {
    try {
      return await this.loader.load(call);
    } catch (error) {
      void this.claims.release(call, claimed);
      throw error;
    }
  }

  /** If the new entry cannot be stored, the old one must not be served any longer either. A failure is known to the store. */
  private async drop(call: CacheCall, claimed: ClaimedStamp): Promise<void> {
    const own = randomBytes(9).toString('base64url');
    // @mutant unstored-refresh-keeps-entry
    await this.store.drop(call.address, own, this.loader.ttlMs(call)).catch(() => undefined);
    // A process that caches in its memory awaits no lease.
    this.l1.endLease(call.address.id);
    await this.claims.release(call, claimed);
  }
}
