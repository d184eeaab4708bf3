import { Injectable } from '@nestjs/common';
import { Cache } from '../../cache/cache.js';
import { CacheableExplorer } from '../../cache/cacheable.explorer.js';
import type { CallAddress } from '../../cache/entry/address.js';
import { StoreUnavailable } from '../../cache/entry/cache.errors.js';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import type { Entry } from '../../cache/entry/entry.js';
import { keyPrefixOf, type Region } from '../../cache/entry/region.js';
import { EntryPeek } from '../../cache/entry.peek.js';
import { Clock } from '../../config/clock.js';
import { CacheGeneration } from '../../events/cache-generation.js';
import { Cursors } from '../../http/lists/cursor.js';
import { invalidField, Problem } from '../../http/problem.js';
import { SECOND_MS } from '../../time/durations.js';
import { callOf } from './entry-arguments.js';
import { type EntryKey, entryKeyText, parseEntryKey } from './entry-key.js';
import { EntryScan } from './entry.scan.js';
import type { EntriesDto, EntriesQueryDto, EntryDto, EntryInvalidationDto } from './entries.dto.js';

/** Entries of a shard that are searched for tags that are being forgotten. */
const MOST_COUNTED = 1000;
const AT_ONCE = 50;

const CURSORS = new Cursors<[position: string]>('cache entries', ['text']);

interface Found {
  readonly key: EntryKey;
  readonly region: Region<unknown[]>;
  /** `null`: its call does not follow from its key. */
  readonly call: CallAddress | null;
  readonly entry: Entry;
  readonly isServed: boolean;
}

/** Finds, shows and forgets single entries of the store, for operators. */
@Injectable()
export class EntriesService {
  constructor(
    private readonly options: CacheOptions,
    private readonly clock: Clock,
    private readonly explorer: CacheableExplorer,
    private readonly peek: EntryPeek,
    private readonly cache: Cache,
    private readonly generation: CacheGeneration,
    private readonly scan: EntryScan,
  ) {}

  /** @throws Problem `invalid-request` for a cursor of nothing */
  async list(query: EntriesQueryDto): Promise<EntriesDto> {
    const { namespace } = this.options;
    const { prefix, limit } = query;
    const [from] = CURSORS.positionIn(query) ?? [];
    const { available, keys, next } = await this.scan.page(prefix, limit, from);
    const nextCursor = next === null ? null : CURSORS.after([next], query);
    const items = keys.map(({ key, bytes }) => ({
      key: entryKeyText(key, namespace),
      region: this.regionOf(key)?.name ?? null,
      bytes,
    }));
    return { available, items, nextCursor };
  }

  /** @throws Problem `invalid-request`, `not-found`, `cache-unavailable` */
  async entry(text: string): Promise<EntryDto> {
    const { key, region, call, entry, isServed } = await this.find(text);
    const { createdAt, validUntil } = entry;
    const now = this.clock.now();
    const isPersonal = region.ofPersons === true;
    const lifeMs = this.options.ttlSeconds(region) * SECOND_MS;
    const ends = !isServed ? 'ended' : entry.isLimited(lifeMs) ? 'time' : 'ttl';
    return {
      key: entryKeyText(key, this.options.namespace),
      region: region.name,
      value: isPersonal ? null : entry.value,
      isPersonal,
      isServed,
      createdAt: new Date(createdAt).toISOString(),
      ageSeconds: Math.max(0, Math.floor((now - createdAt) / SECOND_MS)),
      ttlSeconds: Math.max(0, Math.ceil((validUntil - now) / SECOND_MS)),
      validUntil: new Date(validUntil).toISOString(),
      bytes: entry.byteLength,
      etag: entry.etag,
      tags: call === null ? null : entry.counting(call.tags),
      ends,
      why: WHY[ends],
    };
  }

  /**
   * Forgets the tags that the entry depends on, and with them every entry that has one of them.
   * @param dryRun only count them
   * @throws Problem as {@link entry}; `conflict` if the tags are not known
   */
  async forget(text: string, dryRun: boolean): Promise<EntryInvalidationDto> {
    const { key, region, call, entry } = await this.find(text);
    if (call === null) {
      throw new Problem(
        'conflict',
        'The tags of this entry do not follow from its key: invalidate a date or a barber instead.',
      );
    }
    const { shard } = key;
    const tags = entry.counting(call.tags);
    const { entries, regions, isCapped } = await this.withTags(shard, new Set(tags));
    const invalidated = {
      tags: tags.length,
      entries,
      entriesIsCapped: isCapped,
      regions: regions.length === 0 ? [region.name] : regions,
    };
    if (dryRun) {
      const message = `Tags that would be forgotten: ${tags.length}. Entries no longer served: ${entries}.`;
      return { message, invalidated };
    }
    const { accepted, repliedAt } = await this.cache.forget(tags.map((tag) => ({ shard, tag })));
    if (accepted) {
      await this.cache.awaitLease(repliedAt);
      return {
        message: `Forgotten tags: ${tags.length}. Entries no longer served: ${entries}.`,
        invalidated,
      };
    }
    await this.generation.begin();
    return {
      message:
        'The cache store did not acknowledge the invalidation. The whole cache is invalidated instead.',
      invalidated,
    };
  }

  /** How many entries of a shard are served now and depend on one of the tags. */
  private async withTags(shard: string, tags: ReadonlySet<string>) {
    const { keys, isAll } = await this.scan.ofShard(shard, MOST_COUNTED);
    const regions: string[] = [];
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      const found = await Promise.all(keys.slice(from, from + AT_ONCE).map((key) => this.inspect(key)));
      for (const each of found) {
        const counting =
          each?.isServed === true && each.call !== null ? each.entry.counting(each.call.tags) : [];
        if (each !== null && counting.some((tag) => tags.has(tag))) regions.push(each.region.name);
      }
    }
    return { entries: regions.length, regions: [...new Set(regions)], isCapped: !isAll };
  }

  private async find(text: string): Promise<Found> {
    const key = parseEntryKey(text, this.options.namespace);
    if (key === null) {
      throw invalidField('key', `must be the key of an entry: ${this.options.namespace}:{shard}:name`);
    }
    if (this.cache.mode === 'off') throw noEntry();
    try {
      const found = await this.inspect(key);
      if (found === null) throw noEntry();
      return found;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      throw new Problem('cache-unavailable', 'The cache store does not answer: try again in a moment.', {
        headers: { 'Retry-After': '1' },
        cause: error,
      });
    }
  }

  /** @throws StoreUnavailable */
  private async inspect(key: EntryKey): Promise<Found | null> {
    const region = this.regionOf(key);
    if (region === undefined) return null;
    const call = callOf(region, key);
    const found = await this.peek.inspect(region, {
      shard: key.shard,
      key: key.name,
      tags: call?.tags ?? [],
      wide: call?.wide ?? [],
    });
    return found === null ? null : { key, region, call, ...found, isServed: found.isServed && call !== null };
  }

  private regionOf({ name }: EntryKey): Region<unknown[]> | undefined {
    return [...this.explorer.methods.values()]
      .map(({ region }) => region)
      .find((region) => name.startsWith(keyPrefixOf(region)));
  }
}

const WHY: Readonly<Record<EntryDto['ends'], string>> = {
  ttl: 'It lives for the region’s time to live, unless one of its tags is forgotten before.',
  time: 'Passing time changes the answer before its time to live is over, unless one of its tags is forgotten before.',
  ended:
    'It is not served any more: one of its tags was forgotten, or is not in the store, or its time is over.',
};

const noEntry = () =>
  new Problem('not-found', 'There is no such entry: it has expired, or was never stored.');
