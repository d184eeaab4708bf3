import { Injectable } from '@nestjs/common';
import { CacheShards } from '../booking/shards.cache.js';
import { Cache } from '../cache/cache.js';
import type { TagRef } from '../cache/entry/region.js';
import { DOMAIN_EVENT_NAMES, type DomainEvent } from '../events/domain-events.js';
import { ForgetNotAccepted } from '../events/events.errors.js';
import { OnDomainEvent } from '../events/on-domain-event.decorator.js';
import { forgottenBy } from './policy.js';

interface Batch {
  readonly events: DomainEvent[];
  readonly forgotten: Promise<void>;
}

/** Forgets what domain events make stale. Events of one tick are one batch: one statement for the shards, one FORGET. */
@Injectable()
export class InvalidationListener {
  private batch: Batch | undefined;

  constructor(
    private readonly cache: Cache,
    private readonly shards: CacheShards,
  ) {}

  /** @throws ForgetNotAccepted */
  @OnDomainEvent(...DOMAIN_EVENT_NAMES)
  async changed(event: DomainEvent): Promise<void> {
    this.batch ??= this.newBatch();
    this.batch.events.push(event);
    await this.batch.forgotten;
  }

  private newBatch(): Batch {
    const events: DomainEvent[] = [];
    return { events, forgotten: this.forget(events) };
  }

  private async forget(events: readonly DomainEvent[]): Promise<void> {
    // The publisher emits without awaiting: by the next microtask the batch is complete.
    await Promise.resolve();
    this.batch = undefined;
    const stale = events.flatMap(forgottenBy);
    const shards = await this.shards.of(stale.map(({ place }) => place));
    const tags = new Map<string, TagRef>();
    for (const [index, { tags: names }] of stale.entries()) {
      for (const shard of shards[index] ?? []) {
        for (const tag of names) tags.set(`${shard} ${tag}`, { shard, tag });
      }
    }
    const { accepted } = await this.cache.forget([...tags.values()]);
    if (!accepted) throw new ForgetNotAccepted();
  }
}
