import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { nextAvailableRegion } from '../booking/slots/next-available.cache.js';
import type { AvailableSlotsDto, NextAvailableDto } from '../booking/slots/slots.dto.js';
import { slotsRegion } from '../booking/slots/slots.cache.js';
import { OwnZone } from '../booking/slots/own-zone.js';
import type { SlotQuery } from '../booking/slots/slot.query.js';
import { SlotQueryResolver } from '../booking/slots/slot-query.resolver.js';
import { Cache } from '../cache/cache.js';
import { CacheableExplorer } from '../cache/cacheable.explorer.js';
import { addressOf } from '../cache/entry/address.js';
import type { CacheAnswer } from '../cache/entry/cache.answer.js';
import { etagOf } from '../cache/entry/entry.codec.js';
import type { Region, TagRef } from '../cache/entry/region.js';
import { CachedResult } from '../cache/read/cached-result.js';
import type { LiveQueryDto } from './live.dto.js';
import type { LiveSource, Look } from './live.source.js';

/** A cached read of which a list consists. */
interface Part {
  readonly key: string;
  readonly tags: readonly TagRef[];
  look(): Promise<CacheAnswer>;
}

/** Makes of a request what it watches: the cached reads behind the answer, and the `ETag` that it has. */
@Injectable()
export class LiveSources {
  constructor(
    private readonly cache: Cache,
    private readonly cacheable: CacheableExplorer,
    private readonly queries: SlotQueryResolver,
    private readonly ownZone: OwnZone,
  ) {}

  /** @throws Problem as the read itself for a query that it refuses */
  async of(query: Readonly<LiveQueryDto>, caller: Caller | undefined): Promise<LiveSource> {
    const asked = await this.queries.forDay(query, caller);
    const slots = this.slots(asked);
    if (query.includeNextAvailable !== true) return sourceOf('slots', [slots], ownTag);
    return sourceOf('slots with next', [slots, this.part(nextAvailableRegion, asked)], withNext);
  }

  /** The entry that the read itself would take: one that names the place's own zone is that without a zone. */
  private slots(query: SlotQuery): Part {
    const [named, shared] = [query, { ...query, timezone: undefined }].map((each) =>
      this.part(slotsRegion, each),
    ) as [Part, Part];
    return {
      key: named.key,
      tags: [...named.tags, ...shared.tags],
      look: async () =>
        answerOf(
          this.ownZone.read(query, (asked) =>
            resultOf<AvailableSlotsDto>((asked.timezone === undefined ? shared : named).look()),
          ),
        ),
    };
  }

  private part<Query extends object>(region: Region<[Query]>, query: Query): Part {
    const method = this.cacheable.methods.get(region.name);
    if (method === undefined) throw new Error(`No method is cached as "${region.name}".`);
    const { cache } = this;
    const { load } = method;
    const args: [unknown] = [Object.freeze({ ...query })];
    const { id, shard, tags } = addressOf(method.region, args);
    return {
      key: id,
      tags: tags.map((tag) => ({ shard, tag })),
      look: () => cache.confirmed(method.region, args, () => load(...args)),
    };
  }
}

function resultOf<Value>(answer: Promise<CacheAnswer>): Promise<Value> {
  return new CachedResult(answer as Promise<CacheAnswer<Value>>);
}

async function answerOf(read: Promise<unknown>): Promise<CacheAnswer> {
  return (read as CachedResult<unknown>).answer;
}

const ownTag = ([answer]: readonly CacheAnswer[]): string => answer?.entry.etag ?? '';

/** As the answer that has both, which has a tag of its own. */
function withNext(answers: readonly CacheAnswer[]): string {
  const [slots, next] = answers.map(({ entry }) => entry.value) as [AvailableSlotsDto, NextAvailableDto];
  return etagOf(JSON.stringify({ ...slots, nextAvailable: next.next }));
}

function sourceOf(
  kind: string,
  parts: readonly Part[],
  etag: (answers: readonly CacheAnswer[]) => string,
): LiveSource {
  return {
    key: `${kind} ${parts.map(({ key }) => key).join(' ')}`,
    tags: parts.flatMap(({ tags }) => tags),
    look: async () => lookOf(await Promise.all(parts.map((part) => part.look())), etag),
  };
}

/** The sum of the versions grows with each of them, so it orders the states of all parts together. */
function lookOf(answers: readonly CacheAnswer[], etag: (answers: readonly CacheAnswer[]) => string): Look {
  const statuses = answers.map(({ status }) => status.result);
  return {
    version: answers.reduce((sum, { entry }) => sum + (entry.version ?? 0), 0),
    etag: etag(answers),
    validUntil: Math.min(...answers.map(({ entry }) => entry.validUntil)),
    isHit: statuses.every((result) => result === 'hit'),
    isBypass: statuses.includes('bypass'),
  };
}
