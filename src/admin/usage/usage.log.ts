import { Injectable } from '@nestjs/common';
import type { ReadUsage } from '../../cache/measure/cache.usage.js';
import { HOUR_MS } from '../../time/durations.js';
import { Database } from '../../database/database.js';

const HALF_LIFE_MS = 6 * HOUR_MS;
const GIVEN_PER_REGION = 200;
/** More than are given, so that what begins to be asked for has time to become one of those. */
const KEPT_PER_REGION = 1000;

/** What a score would be at one fixed moment, as a logarithm: two scores keep their order for ever. */
const RANK = `ln(score) + extract(epoch FROM scored_at)::float8 * 1000 * ln(2) / ${HALF_LIFE_MS}`;
const decayed = (row: string) =>
  `${row}.score * power(0.5, least(1000, extract(epoch FROM greatest(excluded.scored_at, cache_usage.scored_at)
     - ${row}.scored_at)::float8 * 1000 / ${HALF_LIFE_MS}))`;

/** A read that was asked for lately. */
export interface AskedRead {
  readonly id: string;
  readonly region: string;
  readonly args: readonly unknown[];
  /** A count that halves every six hours, as it is now. */
  readonly score: number;
  /** Epoch ms at which it was last counted. */
  readonly scoredAt: number;
}

/** The whole fleet's counts in PostgreSQL: they outlive restarts, halve every six hours, and are 1000 keys a region at most. */
@Injectable()
export class UsageLog {
  constructor(private readonly database: Database) {}

  /** Adds what one instance has counted until `now` (epoch ms). */
  async add(counted: readonly ReadUsage[], now: number): Promise<void> {
    if (counted.length === 0) return;
    const rows = counted.map(({ args, ...rest }) => ({ ...rest, args: withoutTrailing(args) }));
    // In the same order everywhere, so that two instances never wait for each other.
    await this.database.query(
      `INSERT INTO cache_usage (id, region, args, score, scored_at)
       SELECT id, region, args, count, $2 FROM jsonb_to_recordset($1::jsonb)
         AS counted(id text, region text, args jsonb, count float8) ORDER BY id
       ON CONFLICT (id) DO UPDATE SET region = excluded.region, args = excluded.args,
         score = ${decayed('cache_usage')} + ${decayed('excluded')},
         scored_at = greatest(excluded.scored_at, cache_usage.scored_at)`,
      [JSON.stringify(rows), new Date(now)],
    );
    await this.prune();
  }

  /** What was asked for most, at most 200 keys a region, the most wanted first. */
  async mostAsked(now: number): Promise<AskedRead[]> {
    const rows = await this.database.query<Omit<AskedRead, 'scoredAt'> & { scored_at: Date }>(
      `SELECT id, region, args, score, scored_at FROM (
         SELECT *, ${RANK} AS rank, row_number() OVER (PARTITION BY region ORDER BY ${RANK} DESC) AS place
         FROM cache_usage) ranked
       WHERE place <= ${GIVEN_PER_REGION} ORDER BY rank DESC`,
    );
    return rows.map(({ scored_at, score, ...read }) => {
      const scoredAt = scored_at.getTime();
      return { ...read, score: score * 0.5 ** ((now - scoredAt) / HALF_LIFE_MS), scoredAt };
    });
  }

  /** Another instance that adds or prunes at the same time is not waited for. */
  private async prune(): Promise<void> {
    await this.database.query(
      `DELETE FROM cache_usage WHERE id IN (
         SELECT id FROM cache_usage WHERE id IN (
           SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY region ORDER BY ${RANK} DESC) AS place
             FROM cache_usage) ranked
           WHERE place > ${KEPT_PER_REGION})
         FOR UPDATE SKIP LOCKED)`,
    );
  }
}

/** How often a key of that score is asked for in a time, in the mean. */
export function readsWithin(ms: number, { score }: Pick<AskedRead, 'score'>): number {
  // What comes at a steady rate r adds up to r * half-life / ln 2.
  return (score * Math.LN2 * ms) / HALF_LIFE_MS;
}

/** JSON has no word for an argument that was left out. */
function withoutTrailing(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1);
}
