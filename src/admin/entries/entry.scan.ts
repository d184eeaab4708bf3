import { Inject, Injectable, Optional } from '@nestjs/common';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { RedisLink } from '../../cache/redis/redis.link.js';
import { MemoryStore } from '../../cache/store/memory.store.js';
import { invalidField } from '../../http/problem.js';
import { beginsWith, type EntryKey, entryKeyText, parseEntryKey } from './entry-key.js';

/** A request scans at most this many steps of this many keys, and ends a page that has this many entries. */
const MOST_STEPS = 20;
const STEP = 500;
const PAGE = 100;
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
  readonly nextCursor: string | null;
}

const CURSOR_SAYS = 'must be the nextCursor of the page before';

/** Finds keys in the store by bounded steps: SCAN on one server after the other, or the memory of this process; never KEYS. */
@Injectable()
export class EntryScan {
  constructor(
    private readonly options: CacheOptions,
    @Optional() @Inject(RedisLink) private readonly redis: RedisLink | null,
    @Optional() @Inject(MemoryStore) private readonly memory: MemoryStore | null,
  ) {}

  /** One page of the entries whose keys begin with `prefix`. @throws Problem `invalid-request` for a cursor of nothing */
  async page(prefix: string, cursor?: string): Promise<ScannedPage> {
    if (this.redis !== null) return this.redisPage(this.redis, prefix, cursor);
    return this.memory === null
      ? { available: true, keys: [], nextCursor: null }
      : this.memoryPage(this.memory, prefix, cursor);
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

  private async redisPage({ clients }: RedisLink, prefix: string, cursor = '0-0'): Promise<ScannedPage> {
    const [, server, position] = /^(\d{1,4})-(\d{1,20})$/.exec(cursor) ?? [];
    if (server === undefined || position === undefined) throw invalidField('cursor', CURSOR_SAYS);
    const found = new Map<string, EntryKey>();
    let [index, next, available] = [Number(server), position, true];
    const keys: Scanned[] = [];
    try {
      for (let step = 0; step < MOST_STEPS && index < clients.length && keys.length < PAGE; step++) {
        const client = clients[index] as (typeof clients)[number];
        const [following, names] = await client.scan(next, 'MATCH', this.glob('{'), 'COUNT', STEP);
        const matching = names
          .map((text) => ({ text, key: parseEntryKey(text, this.options.namespace) }))
          .filter((each): each is { text: string; key: EntryKey } => each.key !== null)
          .filter(({ text, key }) => !found.has(text) && beginsWith(key, this.options.namespace, prefix));
        const sizes = await Promise.all(matching.map(({ text }) => client.strlen(text)));
        matching.forEach(({ text, key }, at) => {
          found.set(text, key);
          // It has expired in the meantime.
          if (sizes[at] !== 0) keys.push({ key, bytes: sizes[at] ?? 0 });
        });
        [index, next] = following === '0' ? [index + 1, '0'] : [index, following];
      }
    } catch {
      // The suspension already reports the failure; this answer only says that it is incomplete.
      available = false;
    }
    const isAll = !available || index >= clients.length;
    return {
      available: available && clients.length > 0,
      keys,
      nextCursor: isAll ? null : `${index}-${next}`,
    };
  }

  /** In the order of the keys, since an entry that is read changes its place in the memory. */
  private memoryPage(memory: MemoryStore, prefix: string, cursor?: string): ScannedPage {
    const { namespace } = this.options;
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
    if (cursor !== undefined && parseEntryKey(after, namespace) === null)
      throw invalidField('cursor', CURSOR_SAYS);
    const matching: (Scanned & { text: string })[] = [];
    for (const [name, bytes] of memory.sizes()) {
      const text = `${namespace}:${name}`;
      const key = text > after ? parseEntryKey(text, namespace) : null;
      if (key !== null && beginsWith(key, namespace, prefix)) matching.push({ text, key, bytes });
    }
    const sorted = matching.toSorted((a, b) => (a.text < b.text ? -1 : 1));
    const keys = sorted.slice(0, PAGE);
    const last = keys.at(-1);
    const nextCursor =
      last === undefined || sorted.length <= PAGE
        ? null
        : Buffer.from(entryKeyText(last.key, namespace)).toString('base64url');
    return { available: true, keys, nextCursor };
  }

  /** The pattern of SCAN for keys of the namespace that go on with `text`, which has no characters of a pattern. */
  private glob(text: string): string {
    return `${this.options.namespace}:${text}*`;
  }
}
