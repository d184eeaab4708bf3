import { Injectable } from '@nestjs/common';
import type { CacheCall } from '../entry/cache.call.js';
import { SpaceSaving } from './space-saving.js';

/** About one read in so many is counted, as so many: counting the others would cost as much as a hit. */
const ONE_IN = 8;
const KEYS_PER_REGION = 200;

/** A read that can be made again, and how often it was asked for. */
export interface ReadUsage {
  /** The region's name. */
  readonly region: string;
  /** Unique among all entries of all regions. */
  readonly id: string;
  readonly args: readonly unknown[];
  readonly count: number;
}

type Seen = Omit<ReadUsage, 'count'>;

/**
 * What is asked for most, in a sample of the reads: at most 200 keys a region. Regions whose keys are persons are left
 * out. It keeps no history: the caller that takes the counts stores them.
 */
@Injectable()
export class CacheUsage {
  private regions = new Map<string, SpaceSaving<Seen>>();
  private untilNext = ONE_IN;

  /** Of most reads, it only counts down. */
  seen(call: CacheCall): void {
    if (--this.untilNext > 0) return;
    // At random: at a fixed step it would always meet the same one of reads that follow one another.
    this.untilNext = 1 + Math.floor(Math.random() * (2 * ONE_IN - 1));
    this.count(call);
  }

  /** What was asked since the last time. */
  take(): ReadUsage[] {
    const taken = this.regions;
    this.regions = new Map();
    return [...taken.values()].flatMap((counts) =>
      counts.counts().map(({ item, count }) => ({ ...item, count })),
    );
  }

  private count({ region, address }: CacheCall): void {
    if (region.ofPersons === true) return;
    const { name } = region;
    let counts = this.regions.get(name);
    if (counts === undefined) this.regions.set(name, (counts = new SpaceSaving(KEYS_PER_REGION)));
    counts.add(address.id, { region: name, id: address.id, args: address.args }, ONE_IN);
  }
}
