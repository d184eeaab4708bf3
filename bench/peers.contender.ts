/** What is cached: the number that its writer gave it, and a body as long as a day's slots of the demo shop, 1.8 KB. */
export interface Thing {
  readonly number: number;
  readonly slots: readonly unknown[];
}

/** A caching library as an application uses it, its values and its ways to invalidate included. */
export interface Contender {
  /** The thing, from the cache or by the load. */
  get(id: number): Promise<Thing>;
  /** Resolves when the library says that the thing is invalid everywhere. */
  invalidate(id: number): Promise<void>;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly redisUrl: string;
  /** Its own part of the Redis that all share. */
  readonly namespace: string;
  readonly load: (id: number) => Promise<Thing>;
}

export type OpenContender = (surroundings: Surroundings) => Promise<Contender>;

export const TTL_SECONDS = 300;

const SLOTS = Array.from({ length: 17 }, (_, index) => ({
  startsAt: index,
  time: '09:00',
  note: 'x'.repeat(70),
}));

export function thing(number: number): Thing {
  return { number, slots: SLOTS };
}

/** As many tags as a list of slots has; the last is the thing's own, which its writer invalidates. */
export function tagsOf(id: number): string[] {
  return ['rules', 'barber_1', 'day_1', ownTag(id)];
}

export function ownTag(id: number): string {
  return `thing_${id}`;
}
