import { Injectable } from '@nestjs/common';
import { CacheCalls } from './cache.calls.js';
import { StoreUnavailable } from '../entry/cache.errors.js';
import type { CacheCall } from '../entry/cache.call.js';
import type { Entry } from '../entry/entry.js';
import type { Region } from '../entry/region.js';
import { stampOf } from '../entry/stamp.js';
import { CacheAvailability } from '../store/cache-availability.js';
import {
  type ClaimedLoad,
  claimedLoad,
  dependOnlyOn,
  limitValidity,
  markDerived,
  versionedBy,
} from './load-scope.js';
import { MissPath } from './miss-path.js';
import { ReadScope } from './read-scope.js';
import { namesOf } from './token-list.js';

/** Cached reads inside a load, which makes its value of what they return instead of asking the database (rule 35). */
@Injectable()
export class NestedReads {
  constructor(
    private readonly calls: CacheCalls,
    private readonly availability: CacheAvailability,
    private readonly misses: MissPath,
  ) {}

  /**
   * Inside a load under a CLAIM: the value of another region, stored or loaded by `load`, if `isEnough` accepts it. The value of the load
   * around must then be made of it alone: it depends on the same tags, and is valid for no longer than the load of the nested one said. Otherwise `undefined`, also if the
   * store cannot be asked in time: ask the database. Throws what `load` throws.
   *
   * The call around must have the shard and all tags of the nested one.
   */
  async read<Args extends unknown[], Value>(
    region: Region<Args>,
    args: Args,
    load: () => Promise<Value>,
    isEnough: (value: Value) => boolean,
  ): Promise<Value | undefined> {
    const around = claimedLoad();
    if (around === undefined) return undefined;
    const call = this.calls.of(region, args, load);
    const tokens = tokensOf(call, around);
    if (tokens === undefined) return undefined;
    const { epoch } = around.claimed;
    const entry = await this.entryUnder(call, stampOf({ epoch, generation: call.generation, tokens }));
    if (entry === null || !isEnough(entry.value as Value)) return undefined;
    // @mutant derived-outlives-source
    limitValidity(entry.limit);
    dependOnlyOn(entry.counting(call.address.tags));
    if (entry.version !== null) versionedBy(entry.version);
    markDerived();
    return entry.value as Value;
  }

  private async entryUnder(call: CacheCall, stamp: string): Promise<Entry | null> {
    // @mutant derives-while-suspended
    if (this.availability.bypassReason() !== undefined) return null;
    try {
      return await this.misses.readUnder(call, new ReadScope(), stamp);
    } catch (error) {
      if (error instanceof StoreUnavailable) return null;
      throw error;
    }
  }
}

/** The tokens of the call's tags that the CLAIM of the load around returned; `undefined` unless it has them all, in the same shard. */
function tokensOf(
  { address: nested }: CacheCall,
  { address, claimed }: ClaimedLoad,
): readonly string[] | undefined {
  if (nested.problem !== undefined || nested.shard !== address.shard) return undefined;
  const tokenOf = new Map(namesOf(address).map((name, position) => [name, claimed.tokens[position]]));
  const tokens = namesOf(nested).map((name) => tokenOf.get(name));
  return tokens.includes(undefined) ? undefined : (tokens as string[]);
}
