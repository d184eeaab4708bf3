import { Injectable } from '@nestjs/common';
import type { CacheCall } from '../entry/cache.call.js';
import { SpaceSaving } from './space-saving.js';

/** About one read in eight is counted, with weight eight: counting every read would cost as much as a hit. */
const ONE_IN = 8;
const KEYS_PER_REGION = 200;

/** A read that can be repeated, and how often it was requested. */
export interface ReadUsage {
  /** The region's name. */
  readonly region: string;
  /** Unique across all regions. */
  readonly id: string;
  readonly args: readonly unknown[];
  readonly count: number;
}

type Seen = Omit<ReadUsage, 'count'>;

/**
 * Counts the most requested keys in a sample of the reads: at most 200 keys a region, and none of regions whose keys identify
 * people. Taking the counts clears them; the caller stores them.
 */
@Injectable()
export class CacheUsage {
  private regions = new Map<string, SpaceSaving<Seen>>();
  private untilNext = ONE_IN;

  /** Most calls only decrement a counter; about one in eight is recorded. */
  seen(call: CacheCall): void {
    if (--this.untilNext > 0) return;
    // At random: a fixed step would always record the same read of a repeating sequence.
    this.untilNext = 1 + Math.floor(Math.random() * (2 * ONE_IN - 1));
    this.count(call);
  }

  /** Returns and clears the counts since the last call. */
  take(): ReadUsage[] {
    const taken = this.regions;
    this.regions = new Map();
    return [...taken.values()].flatMap((counts) =>
      counts.counts().map(({ item, count }) => ({ ...item, count })),
    );
  }

  private count({ region, address }: CacheCall): void {
    if (region.ofPersons === true || address.problem !== undefined) return;
    const { name } = region;
    let counts = this.regions.get(name);
    if (counts === undefined) this.regions.set(name, (counts = new SpaceSaving(KEYS_PER_REGION)));
    counts.add(address.id, { region: name, id: address.id, args: address.args }, ONE_IN);
  }
}
