import { Inject, Injectable, Optional } from '@nestjs/common';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { RedisLink } from '../../cache/redis/redis.link.js';
import { MemoryStore } from '../../cache/store/memory.store.js';
import { invalidField } from '../../http/problem.js';
import { beginsWith, type EntryKey, entryKeyText, parseEntryKey } from './entry-key.js';

/** A request scans at most this many steps of this many keys. */
const MOST_STEPS = 20;
const STEP = 500;
const STEPS_OF_A_SHARD = 400;

/** A key, and the size of its entry in the store. */
interface Scanned {
  readonly key: EntryKey;
  readonly bytes: number;
}

interface ScannedPage {
  /** `false`: the store did not answer. */
  readonly available: boolean;
  readonly keys: readonly Scanned[];
  /** Where the next page begins; `null`: that was all. */
  readonly next: string | null;
}

const CURSOR_SAYS = 'must be the nextCursor of the page before';

/**
 * Where a page begins in the servers: at a step of SCAN, or within one, after a key. The key counts only if the step leads to the same next
 * one as it did, for a table that Redis has resized since has other keys in it: then some are named twice, and none is left out.
 */
interface Position {
  readonly index: number;
  readonly next: string;
  readonly following?: string | undefined;
  readonly after: string;
}

/** Finds keys in the store by bounded steps: SCAN on one server after the other, or the memory of this process; never KEYS. */
@Injectable()
export class EntryScan {
  constructor(
    private readonly options: CacheOptions,
    @Optional() @Inject(RedisLink) private readonly redis: RedisLink | null,
    @Optional() @Inject(MemoryStore) private readonly memory: MemoryStore | null,
  ) {}

  /** One page of the entries whose keys begin with `prefix`, at most `limit`. @throws Problem `invalid-request` for a position that is none */
  async page(prefix: string, limit: number, from?: string): Promise<ScannedPage> {
    if (this.redis !== null) return this.redisPage(this.redis, prefix, limit, from);
    return this.memory === null
      ? { available: true, keys: [], next: null }
      : this.memoryPage(this.memory, prefix, limit, from);
  }

  /** The entries of one shard, at most `most`. Rejects if the store does not answer. */
  async ofShard(shard: string, most: number): Promise<{ keys: EntryKey[]; isAll: boolean }> {
    const keys = new Map<string, EntryKey>();
    let isAll = true;
    if (this.redis !== null) {
      const client = this.redis.clientFor(shard);
      let [next, steps] = ['0', 0];
      do {
        const [following, found] = await client.scan(next, 'MATCH', this.glob(`{${shard}}:`), 'COUNT', STEP);
        for (const text of found) this.collect(text, keys);
        next = following;
      } while (next !== '0' && ++steps < STEPS_OF_A_SHARD && keys.size < most);
      isAll = next === '0';
    }
    for (const [name] of this.memory?.sizes() ?? []) {
      if (name.startsWith(`{${shard}}:`)) this.collect(`${this.options.namespace}:${name}`, keys);
      if (keys.size >= most) break;
    }
    return { keys: [...keys.values()], isAll: isAll && keys.size < most };
  }

  private collect(text: string, keys: Map<string, EntryKey>): void {
    const key = parseEntryKey(text, this.options.namespace);
    if (key !== null) keys.set(text, key);
  }

  private async redisPage(
    { clients }: RedisLink,
    prefix: string,
    limit: number,
    from = '0-0',
  ): Promise<ScannedPage> {
    const begun = positionOf(from);
    const { namespace } = this.options;
    const keys = new Map<string, Scanned>();
    let { index, next } = begun;
    let available = clients.length > 0;
    try {
      for (let step = 0; step < MOST_STEPS && index < clients.length && keys.size < limit; step++) {
        const client = clients[index] as (typeof clients)[number];
        const [following, names] = await client.scan(next, 'MATCH', this.glob('{'), 'COUNT', STEP);
        const after = step === 0 && begun.following === following ? begun.after : '';
        const matching = [...new Set(names)]
          .filter((text) => text > after && !keys.has(text))
          .map((text) => ({ text, key: parseEntryKey(text, namespace) }))
          .filter((each): each is { text: string; key: EntryKey } => each.key !== null)
          .filter(({ key }) => beginsWith(key, namespace, prefix))
          .toSorted((a, b) => (a.text < b.text ? -1 : 1));
        const taken = matching.slice(0, limit - keys.size);
        const sizes = await Promise.all(taken.map(({ text }) => client.strlen(text)));
        taken.forEach(({ text, key }, at) => {
          // It has expired in the meantime.
          if (sizes[at] !== 0) keys.set(text, { key, bytes: sizes[at] ?? 0 });
        });
        const last = taken.at(-1);
        if (last !== undefined && taken.length < matching.length) {
          return { available, keys: [...keys.values()], next: [index, next, following, last.text].join('-') };
        }
        [index, next] = following === '0' ? [index + 1, '0'] : [index, following];
      }
    } catch {
      // The suspension already reports the failure; this answer only says that it is incomplete.
      available = false;
    }
    const isAll = !available || index >= clients.length;
    return { available, keys: [...keys.values()], next: isAll ? null : `${index}-${next}` };
  }

  /** In the order of the keys, since an entry that is read changes its place in the memory. */
  private memoryPage(memory: MemoryStore, prefix: string, limit: number, after = ''): ScannedPage {
    const { namespace } = this.options;
    if (after !== '' && parseEntryKey(after, namespace) === null) throw invalidField('cursor', CURSOR_SAYS);
    const matching: (Scanned & { text: string })[] = [];
    for (const [name, bytes] of memory.sizes()) {
      const text = `${namespace}:${name}`;
      const key = text > after ? parseEntryKey(text, namespace) : null;
      if (key !== null && beginsWith(key, namespace, prefix)) matching.push({ text, key, bytes });
    }
    const sorted = matching.toSorted((a, b) => (a.text < b.text ? -1 : 1));
    const keys = sorted.slice(0, limit);
    const last = keys.at(-1);
    const isAll = last === undefined || sorted.length <= limit;
    return { available: true, keys, next: isAll ? null : entryKeyText(last.key, namespace) };
  }

  /** The pattern of SCAN for keys of the namespace that go on with `text`, which has no characters of a pattern. */
  private glob(text: string): string {
    return `${this.options.namespace}:${text}*`;
  }
}

/** @throws Problem `invalid-request` */
function positionOf(text: string): Position {
  const [, index, next, following, after = ''] =
    /^(\d{1,4})-(\d{1,20})(?:-(\d{1,20})-(.+))?$/.exec(text) ?? [];
  if (index === undefined || next === undefined) throw invalidField('cursor', CURSOR_SAYS);
  return { index: Number(index), next, following, after };
}
