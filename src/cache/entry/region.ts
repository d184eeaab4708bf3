import type { Env } from '../../config/env.js';
import { InvalidCacheName } from './cache.errors.js';

/** The variables of {@link Env} that hold a region's time to live, in seconds. */
export type TtlSetting = Extract<keyof Env, `CACHE_${string}_TTL`>;

/**
 * One kind of cached data, declared once: the decorator, the warm-up, the key summary, the metrics and the docs read it.
 * Every function takes the arguments of the method that loads it, and must be pure.
 */
export interface Region<Args extends unknown[]> {
  /** As in metrics and reports, such as `available slots`. */
  readonly name: string;
  /** The shape of its keys for people, such as `slots:{date}[:barber_{id}]`. */
  readonly pattern: string;
  /** To be raised whenever the shape of the body changes: another version's entries never match. */
  readonly version: number;
  readonly ttlSetting: TtlSetting;
  /** Its keys are persons: how often each is asked about is nobody's business, and is not counted. */
  readonly ofPersons?: true;
  /** What its keys and tags share a hash slot by, such as `loc:1`. */
  readonly shard: (...args: Args) => string;
  readonly key: (...args: Args) => string;
  /** Whatever is forgotten under one of these makes the entry invalid. They live in the entry's own shard. */
  readonly tags: (...args: Args) => string[];
}

/** One tag in one shard: what a change forgets. */
export interface TagRef {
  readonly shard: string;
  readonly tag: string;
}

/** Declares a region for methods with the parameters `Args`, which are best given: `defineRegion<[id: number]>`. */
export function defineRegion<Args extends unknown[]>(region: Region<Args>): Region<Args> {
  return Object.freeze(region);
}

const NAME = /^[A-Za-z0-9_:.+/-]{1,200}$/;

/**
 * Lets through what may become part of a key in the store.
 * @throws InvalidCacheName naming the region; the name itself is cut, since it may be anything.
 */
export function checkedName(owner: string, role: 'key' | 'shard' | 'tag', name: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name;
  const shown = typeof name === 'string' ? JSON.stringify(name.slice(0, 80)) : typeof name;
  throw new InvalidCacheName(
    `${owner}: ${shown} is not a ${role} (200 characters of A-Z a-z 0-9 _ : . + / -)`,
  );
}
