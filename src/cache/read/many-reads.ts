import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { type CacheAnswer, hitFrom } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheStore, type Snapshot } from '../store/cache.store.js';
import { L1, type L1Entry } from './l1.js';
import { MissPath } from './miss-path.js';
import type { ReadScope } from './read-scope.js';
import { Reader } from './reader.js';
import { questionOf } from './recent-reads.js';
import { asking, renewCurrent } from './revalidation.js';
import { StoreBudget } from './store-budget.js';
import { TokenList, type TokenPlaces } from './token-list.js';

type Answers = Map<CacheCall, CacheAnswer>;

interface Found {
  readonly answers: Answers;
  readonly misses: Map<CacheCall, Snapshot>;
}

/**
 * Reads many keys at once while the store is usable, as {@link Reader} reads one: L1, one READ for the keys of each shard, then the
 * miss path of all that are missing.
 */
@Injectable()
export class ManyReads {
  constructor(
    private readonly store: CacheStore,
    private readonly reader: Reader,
    private readonly l1: L1,
    private readonly misses: MissPath,
    private readonly budget: StoreBudget,
    private readonly clock: Clock,
  ) {}

  /**
   * The answers in the order of the calls. Throws what the load throws. @throws StoreUnavailable if the store failed for any of them,
   * since one load past the cache costs less than several reads of the rest.
   */
  async read(calls: readonly CacheCall[], scope: ReadScope): Promise<CacheAnswer[]> {
    const answers: Answers = new Map();
    const byShard = new Map<string, CacheCall[]>();
    for (const call of calls) {
      const cached = this.reader.cached(call);
      if (cached !== undefined && this.l1.isLeased(cached, call.beganAt)) {
        answers.set(call, hitFrom('l1', call.beganOn, cached.entry));
      } else {
        const { shard } = call.address;
        byShard.set(shard, [...(byShard.get(shard) ?? []), call]);
      }
    }
    const found = await Promise.all([...byShard.values()].map((ofShard) => this.find(ofShard, scope)));
    for (const each of found) for (const [call, answer] of each.answers) answers.set(call, answer);
    const misses = new Map(found.flatMap((each) => [...each.misses]));
    for (const [call, answer] of await this.misses.readMany(misses, scope)) answers.set(call, answer);
    return calls.map((call) => answers.get(call) as CacheAnswer);
  }

  /** One READ: of the entries that L1 does not have, and of the tokens of all. Entries of L1 that are not current are read next. */
  private async find(calls: readonly CacheCall[], scope: ReadScope): Promise<Found> {
    const [{ address }] = calls as [CacheCall];
    const cached = new Map<CacheCall, L1Entry>();
    for (const call of calls) {
      const entry = this.reader.cached(call);
      if (entry !== undefined) cached.set(call, entry);
    }
    const fetched = calls.filter((call) => !cached.has(call));
    const list = new TokenList();
    const toConfirm = new Map(
      [...cached].map(([call, entry]) => [entry, asking(list, questionOf(call, entry))]),
    );
    const places = fetched.map((call) => list.add(call.address));
    const { tags, wide } = list;
    const sentAt = performance.now();
    const wanted = { others: fetched.map((call) => call.address.key) };
    const reply = this.store.read({ shard: address.shard, key: address.key, tags, wide }, wanted);
    const snapshot = await this.budget.spend(scope.storeWaits, reply, (found) => found);

    const current = renewCurrent(toConfirm, list, snapshot, sentAt);
    const answers: Answers = new Map();
    const misses = new Map<CacheCall, Snapshot>();
    for (const [call, entry] of cached) {
      // @mutant many-keys-unconfirmed
      if (current.has(entry)) answers.set(call, hitFrom('l1', call.beganOn, entry.entry));
    }
    for (const [index, call] of fetched.entries()) {
      const own = {
        ...snapshot,
        tokens: list.tokensAt(places[index] as TokenPlaces, snapshot.tokens),
        entry: snapshot.others?.[index] ?? null,
      };
      const entry = this.l1.take(call, own, sentAt, this.clock.now());
      if (entry === null) misses.set(call, own);
      else answers.set(call, hitFrom(this.store.mode, call.beganOn, entry));
    }
    const stale = [...cached.keys()].filter((call) => !answers.has(call));
    if (stale.length === 0) return { answers, misses };
    const next = await this.find(stale, scope);
    return {
      answers: new Map([...answers, ...next.answers]),
      misses: new Map([...misses, ...next.misses]),
    };
  }
}
