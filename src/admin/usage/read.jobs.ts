import { Injectable } from '@nestjs/common';
import { dateAt } from '../../booking/wall-time/zone-day.js';
import { CallAddress } from '../../cache/entry/address.js';
import { Cache } from '../../cache/cache.js';
import type { CacheAnswer } from '../../cache/entry/cache.answer.js';
import { CacheableExplorer } from '../../cache/cacheable.explorer.js';
import type { Entry } from '../../cache/entry/entry.js';
import { EntryPeek } from '../../cache/entry.peek.js';
import { JobScope } from '../../cache/read/read.counter.js';
import { runInReadScope } from '../../cache/read/read-scope.js';
import type { Region, TtlSetting } from '../../cache/entry/region.js';
import { Clock } from '../../config/clock.js';
import { isDay } from '../../http/validation/day.js';
import type { AskedRead } from './usage.log.js';

/** Where it is the earliest date on earth, UTC-12: "Etc" zones have the sign turned round. */
export const LAST_TO_CHANGE_DATE = 'Etc/GMT+12';

/** A cached read that a job makes, for nobody; each method throws what the read throws. */
export interface ReadJob {
  /** Unique among all entries of all regions. */
  readonly id: string;
  readonly ttlSetting: TtlSetting;
  /** As a reader would: loads only what is not there. */
  read(): Promise<CacheAnswer>;
  /** Loads anew, whatever is there. */
  renew(): Promise<CacheAnswer>;
  /** What is there, `null` for nothing. */
  peek(): Promise<Entry | null>;
}

/** Makes reads through the `@Cacheable` methods, by the region's name. */
@Injectable()
export class ReadJobs {
  constructor(
    private readonly clock: Clock,
    private readonly cache: Cache,
    private readonly explorer: CacheableExplorer,
    private readonly peek: EntryPeek,
  ) {}

  of<Args extends unknown[]>({ name }: Region<Args>, ...args: Args): ReadJob {
    const job = this.named(name, args);
    if (job === null) throw new Error(`Nothing is cached as "${name}"`);
    return job;
  }

  /**
   * The read that was counted; `null` if it cannot be made any more: its region is gone, or its arguments are those of
   * another release and no longer lead to its key.
   */
  again({ region, id, args }: AskedRead): ReadJob | null {
    try {
      const job = this.named(region, [...args]);
      return job?.id === id ? job : null;
    } catch {
      // Arguments that no key can be made of.
      return null;
    }
  }

  /** Whether it was about days that are past everywhere: nobody will ask again. */
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
      ttlSetting: region.ttlSetting,
      read: () => runInReadScope(new JobScope(), () => this.cache.answer(region, args, () => load(...args))),
      renew: () =>
        runInReadScope(new JobScope(), () => this.cache.refresh(region, args, () => load(...args))),
      peek: () => this.peek.peek(region, args),
    };
  }
}
