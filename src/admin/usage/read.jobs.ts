import { Injectable } from '@nestjs/common';
import { dateAt } from '../../booking/wall-time/zone-day.js';
import { CallAddress } from '../../cache/entry/address.js';
import { Cache } from '../../cache/cache.js';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import type { CacheAnswer } from '../../cache/entry/cache.answer.js';
import { CacheableExplorer } from '../../cache/cacheable.explorer.js';
import type { Entry } from '../../cache/entry/entry.js';
import { EntryPeek } from '../../cache/entry.peek.js';
import { JobScope, runInReadScope } from '../../cache/read/read-scope.js';
import type { Region } from '../../cache/entry/region.js';
import { Clock } from '../../config/clock.js';
import { isDay } from '../../http/validation/day.js';
import type { AskedRead } from './usage.log.js';

/** UTC-12, the zone with the earliest date on earth. The sign of "Etc" zones is inverted. */
export const LAST_TO_CHANGE_DATE = 'Etc/GMT+12';

/** A cached read that is made by a job instead of a client. Each method throws what the read throws. */
export interface ReadJob {
  /** Unique across all regions. */
  readonly id: string;
  /** The region's name. */
  readonly region: string;
  readonly ttlSeconds: number;
  /** Reads as a client would: loads only on a miss. */
  read(): Promise<CacheAnswer>;
  /** Loads again, even on a hit. */
  renew(): Promise<CacheAnswer>;
  /** The cached entry, without loading; `null` on a miss. */
  peek(): Promise<Entry | null>;
}

/** Calls `@Cacheable` methods by the name of their region. */
@Injectable()
export class ReadJobs {
  constructor(
    private readonly clock: Clock,
    private readonly options: CacheOptions,
    private readonly cache: Cache,
    private readonly explorer: CacheableExplorer,
    private readonly peek: EntryPeek,
  ) {}

  of<Args extends unknown[]>({ name }: Region<Args>, ...args: Args): ReadJob {
    const job = this.named(name, args);
    if (job === null) throw new Error(`No cached method is registered for the region "${name}"`);
    return job;
  }

  /**
   * Recreates a read from the usage log; `null` if that is not possible, because the region no longer exists or the arguments
   * are from another release and no longer produce the same key.
   */
  again({ region, id, args }: AskedRead): ReadJob | null {
    try {
      const job = this.named(region, [...args]);
      return job?.id === id ? job : null;
    } catch {
      // The region cannot build a key from these arguments.
      return null;
    }
  }

  /** Whether all days of the read are past in every time zone, so that clients will not request it again. */
  isPast({ args }: AskedRead): boolean {
    const days = args
      .flatMap((arg) => (typeof arg === 'object' && arg !== null ? Object.values(arg) : [arg]))
      .filter(isDay);
    const today = dateAt(LAST_TO_CHANGE_DATE, this.clock.now());
    return days.length > 0 && days.every((day) => day < today);
  }

  private named(name: string, args: unknown[]): ReadJob | null {
    const cached = this.explorer.methods.get(name);
    if (cached === undefined) return null;
    const { region, load } = cached;
    return {
      id: new CallAddress(region, args).id,
      region: name,
      ttlSeconds: this.options.ttlSeconds(region),
      read: () => runInReadScope(new JobScope(), () => this.cache.answer(region, args, () => load(...args))),
      renew: () =>
        runInReadScope(new JobScope(), () => this.cache.refresh(region, args, () => load(...args))),
      peek: () => this.peek.peek(region, args),
    };
  }
}
