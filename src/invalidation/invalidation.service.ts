import { Injectable } from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import type { TagRef } from '../cache/entry/region.js';
import { ReservedDatabase } from '../database/reserved.database.js';
import { Batcher } from '../database/batcher.js';
import type { StaleTags } from './domain.registry.js';
import type { PlaceShards, ShardLookup } from './shard-lookup.js';

type Batches = Batcher<readonly unknown[], readonly PlaceShards[]>;

/** With more tags than this, counted in each of their shards, a new generation is cheaper than a FORGET. */
const MOST_TAGS = 200_000;

/** An invalidation concerns so many tags that everything has to be forgotten instead. */
export class TooMuchToForget extends Error {
  readonly code = 'too-much-to-forget';

  constructor(tags: number) {
    super(`${tags} tags are too many to invalidate one by one`);
  }
}

/** What an invalidation did; `tags`: how many, counted in each of their shards. */
export type Invalidated = Awaited<ReturnType<Cache['forget']>> & { readonly tags: number };

/** Forgets stale tags in every shard of their places: for events and for the operator alike. */
@Injectable()
export class InvalidationService {
  private readonly batches = new Map<ShardLookup<unknown>, Batches>();

  constructor(
    private readonly cache: Cache,
    private readonly reserved: ReservedDatabase,
  ) {}

  /**
   * To be called after the change's COMMIT. One FORGET for all parts; if it is not accepted, the caller must retry.
   * @throws TooMuchToForget
   */
  async forget(...parts: readonly StaleTags[]): Promise<Invalidated> {
    const all = await this.tagsOf(...parts);
    return { ...(await this.cache.forget(all)), tags: all.length };
  }

  /** The tags in all shards of their places, each once. @throws TooMuchToForget */
  async tagsOf(...parts: readonly StaleTags[]): Promise<readonly TagRef[]> {
    const located = (await Promise.all(parts.map((part) => this.located(part)))).flat();
    const size = located.reduce((sum, { shards, tags }) => sum + shards.length * tags.length, 0);
    if (size > MOST_TAGS) throw new TooMuchToForget(size);
    const all = new Map<string, TagRef>();
    const add = (ref: TagRef) => all.set(`${ref.shard} ${ref.tag}`, ref);
    for (const { shards, tags, wide } of located) {
      for (const shard of shards) for (const tag of tags) add({ shard, tag });
      for (const ref of wide) add(ref);
    }
    return [...all.values()];
  }

  private async located({ shards, stale }: StaleTags) {
    if (stale.length === 0) return [];
    const found = await this.batchesOf(shards).request(stale.map(({ place }) => place));
    return stale.map(({ tags }, index) => ({ tags, shards: [], wide: [], ...found[index] }));
  }

  /** Lookups that arrive while one is running are made together by the next one. */
  private batchesOf(lookup: ShardLookup<unknown>): Batches {
    const known = this.batches.get(lookup);
    if (known !== undefined) return known;
    const batches: Batches = new Batcher(async (asked) => {
      const found = await lookup.shardsOf(asked.flat(), (sql, parameters) =>
        this.reserved.prepared(sql, parameters),
      );
      let end = 0;
      return asked.map((places) => found.slice(end, (end += places.length)));
    });
    this.batches.set(lookup, batches);
    return batches;
  }
}
