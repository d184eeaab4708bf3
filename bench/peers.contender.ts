/** The cached value: a number that each write raises, and a body of the size of a day's slots of the demo shop, 1.8 KB. */
export interface Thing {
  readonly number: number;
  readonly slots: readonly unknown[];
}

/** A caching library as an application uses it: reads with a loader, and invalidation. */
export interface Contender {
  /** The thing, from the cache or by the load. */
  get(id: number): Promise<Thing>;
  /** Resolves when the library reports that the thing is invalid everywhere. */
  invalidate(id: number): Promise<void>;
  close(): Promise<void>;
  /** How often it stopped using its cache, if it does. */
  suspensions?(): number;
}

export interface Surroundings {
  readonly redisUrl: string;
  /** The contender's key prefix in the shared Redis. */
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

/** As many tags as a list of slots has; the last is the thing's own tag, which writers invalidate. */
export function tagsOf(id: number): string[] {
  return ['rules', 'barber_1', 'day_1', tagOfId(id)];
}

export function tagOfId(id: number): string {
  return `thing_${id}`;
}
