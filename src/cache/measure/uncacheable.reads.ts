import { Injectable, Logger } from '@nestjs/common';
import { CacheMetrics, type UncacheableReason } from './cache.metrics.js';

/** At most this many different lines are logged; every read is counted. */
const MAX_LOGGED = 100;
/** Positions in lists and maps, which differ from value to value. */
const POSITIONS = /(?<=[[(])\d+(?=[\])])/g;

/** Counts what the cache could not keep (rule 17), and logs it once for each place in the values of a region. */
@Injectable()
export class UncacheableReads {
  private readonly log = new Logger('Cache');
  private readonly logged = new Set<string>();

  constructor(private readonly metrics: CacheMetrics) {}

  /** @param sentence names the region and the place, and no key or value */
  count(region: string, reason: UncacheableReason, sentence: string, cause?: unknown): void {
    this.metrics.region(region).uncacheable[reason]++;
    const place = `${reason} ${sentence.replaceAll(POSITIONS, '')}`;
    if (this.logged.has(place) || this.logged.size >= MAX_LOGGED) return;
    this.logged.add(place);
    const why = cause instanceof Error ? ` (${cause.name})` : '';
    this.log.warn(
      `Not cached, so each such read costs a load. ${sentence}${why}. Logged once; see cache_uncacheable_total.`,
    );
  }
}
