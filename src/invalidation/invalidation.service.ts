import { Injectable } from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import type { TagRef } from '../cache/entry/region.js';
import { ReservedDatabase } from '../database/reserved.database.js';
import { Batcher } from '../database/batcher.js';
import type { StaleTags } from './domain.registry.js';
import type { ShardLookup } from './shard-lookup.js';

type Batches = Batcher<readonly unknown[], readonly (readonly string[])[]>;

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

  /** To be called after the change's COMMIT. One FORGET for all parts; if it is not accepted, the caller must retry. */
  async forget(...parts: readonly StaleTags[]): Promise<Invalidated> {
    const tags = new Map<string, TagRef>();
    for (const { stale, shards } of await Promise.all(parts.map((part) => this.located(part)))) {
      for (const [index, { tags: names }] of stale.entries()) {
        for (const shard of shards[index] ?? []) {
          for (const tag of names) tags.set(`${shard} ${tag}`, { shard, tag });
        }
      }
    }
    return { ...(await this.cache.forget([...tags.values()])), tags: tags.size };
  }

  private async located({ shards, stale }: StaleTags) {
    const places = stale.map(({ place }) => place);
    return { stale, shards: places.length === 0 ? [] : await this.batchesOf(shards).request(places) };
  }

  /** Lookups that arrive while one is running are made together by the next one. */
  private batchesOf(lookup: ShardLookup<unknown>): Batches {
    const known = this.batches.get(lookup);
    if (known !== undefined) return known;
    const batches: Batches = new Batcher(async (asked) => {
      const found = await lookup.shardsOf(asked.flat(), (sql, parameters) =>
        this.reserved.query(sql, parameters),
      );
      let end = 0;
      return asked.map((places) => found.slice(end, (end += places.length)));
    });
    this.batches.set(lookup, batches);
    return batches;
  }
}
