import { DAY_SECONDS } from '../../time/durations.js';
import { InvalidCacheName, InvalidRegion } from './cache.errors.js';

/** A time to live that operators can set, in seconds; see {@link setting}. */
export interface TtlSetting {
  readonly setting: `CACHE_${string}_TTL`;
  readonly defaultSeconds: number;
}

/**
 * Declares a region's time to live as a setting, such as `ttl: setting('CACHE_PRODUCTS_TTL', 600)`. Its value comes from the
 * `ttlSettings` of the module's options: in this application, from the environment variable of that name.
 */
export function setting(name: TtlSetting['setting'], defaultSeconds: number): TtlSetting {
  return Object.freeze({ setting: name, defaultSeconds });
}

/**
 * One kind of cached data, declared once: the decorator, the warm-up, the key summary, the metrics and the docs read it.
 * Every function takes the arguments of the method that loads it, and must be pure.
 */
export interface Region<Args extends unknown[]> {
  /** Name in metrics and reports, such as `available slots`; unique. */
  readonly name: string;
  /**
   * The shape of its keys, for people to read, such as `slots:{date}[:barber_{id}]`. What stands before the first colon begins each of
   * its keys, and the keys of no other region.
   */
  readonly pattern: string;
  /** Raise it whenever the shape of the body changes: entries of another version never match. */
  readonly version: number;
  /** Time to live in seconds, up to 30 days: a value, or a {@link setting}. */
  readonly ttl: number | TtlSetting;
  /** Keys identify people, so per-key usage is not recorded. */
  readonly ofPersons?: true;
  /** The shard of an entry and its tags, such as `loc:1`; all keys of a shard are in one hash slot of a Redis Cluster. */
  readonly shard: (...args: Args) => string;
  /** Calls with one shard and key get one answer: it names every argument that matters. */
  readonly key: (...args: Args) => string;
  /** Forgetting one of these makes the entry invalid. They are tags of the entry's own shard. */
  readonly tags: (...args: Args) => string[];
  /**
   * Tags of other shards that the entry depends on as well (rule 28): one for everything of a chain, say, so that a change of the
   * chain need not name its shards. Few, each for very many entries: of what exists, not of what a stranger may ask for.
   */
  readonly wide?: (...args: Args) => readonly TagRef[];
}

/** What the keys of a region begin with, such as `slots:`; the keys of no other region do. */
export function keyPrefixOf({ pattern }: Pick<Region<never[]>, 'pattern'>): string {
  return `${pattern.split(':', 1)[0]}:`;
}

/** One tag in one shard: the unit of invalidation. */
export interface TagRef {
  readonly shard: string;
  readonly tag: string;
}

/** As of a {@link setting}. Redis refuses what is too long, which would look like a server that fails. */
const LONGEST_TTL_SECONDS = 30 * DAY_SECONDS;

/** What the keys of the protocol begin with, beside those of the regions. */
const RESERVED = ['tag:', 'lease:', 'proof:'];

/**
 * Declares a region for methods with the parameters `Args`; state them: `defineRegion<[id: number]>({ … })`.
 * @throws InvalidRegion
 */
export function defineRegion<Args extends unknown[]>(region: Region<Args>): Region<Args> {
  const { name, pattern, version, ttl } = region;
  const refuseUnless = (isRight: boolean, rule: string) => {
    if (!isRight) throw new InvalidRegion(`${name}: ${rule}`);
  };
  const prefix = keyPrefixOf(region);
  refuseUnless(PREFIX.test(prefix), `the pattern ${pattern} must begin with a word that is no parameter`);
  refuseUnless(!RESERVED.includes(prefix), `no key may begin with ${prefix}`);
  refuseUnless(Number.isSafeInteger(version), `the version ${version} must be a whole number`);
  const seconds = typeof ttl === 'number' ? ttl : ttl.defaultSeconds;
  refuseUnless(
    seconds > 0 && seconds <= LONGEST_TTL_SECONDS,
    `the time to live must be a number of seconds up to ${LONGEST_TTL_SECONDS} (30 days), not ${seconds}`,
  );
  return Object.freeze(region);
}

/** @throws InvalidCacheName if the key does not begin as the region's pattern does */
export function checkedKey(region: Pick<Region<never[]>, 'name' | 'pattern'>, key: unknown): string {
  const checked = checkedName(region.name, 'key', key);
  const prefix = keyPrefixOf(region);
  if (`${checked}:`.startsWith(prefix)) return checked;
  throw new InvalidCacheName(`${region.name}: the key must begin with ${prefix}, as its pattern does`);
}

const PREFIX = /^[\w.+-]+:$/;

const NAME = /^[A-Za-z0-9_:.+/-]{1,200}$/;

/**
 * Validates a name that becomes part of a key in the store, and returns it.
 * @throws InvalidCacheName naming the region, but not the offending name, since it may hold anything, also of a person.
 */
export function checkedName(owner: string, role: 'key' | 'shard' | 'tag', name: unknown): string {
  if (typeof name === 'string' && NAME.test(name)) return name;
  const shown = typeof name === 'string' ? `a text of ${name.length} characters` : `of type ${typeof name}`;
  throw new InvalidCacheName(
    `${owner}: the ${role} is ${shown}, but must have 1 to 200 characters of A-Z a-z 0-9 _ : . + / -`,
  );
}
