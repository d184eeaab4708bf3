import { Injectable } from '@nestjs/common';
import type { ReadUsage } from '../../cache/measure/cache.usage.js';
import { HOUR_MS } from '../../time/durations.js';
import { Database } from '../../database/database.js';
import { OPERATOR_TIMEOUT } from '../operator-timeout.js';

const HALF_LIFE_MS = 6 * HOUR_MS;
const GIVEN_PER_REGION = 200;
/** More than {@link GIVEN_PER_REGION}, so that a key whose use is rising has time to get among those. */
const KEPT_PER_REGION = 1000;
/** More than clocks of instances may differ. */
const AHEAD = '1 day';

/** The logarithm of the score, decayed to one fixed moment, so that the order of two rows never changes. */
const RANK = `ln(score) + extract(epoch FROM scored_at)::float8 * 1000 * ln(2) / ${HALF_LIFE_MS}`;
const decayed = (row: string) =>
  `${row}.score * power(0.5, least(1000, extract(epoch FROM greatest(excluded.scored_at, cache_usage.scored_at)
     - ${row}.scored_at)::float8 * 1000 / ${HALF_LIFE_MS}))`;

/** A read that clients requested lately. */
export interface AskedRead {
  readonly id: string;
  readonly region: string;
  readonly args: readonly unknown[];
  /** The number of reads, halved every six hours, as of now. */
  readonly score: number;
  /** When the read was last counted, in epoch ms. */
  readonly scoredAt: number;
}

type Row = Omit<AskedRead, 'scoredAt'> & { readonly scored_at: Date };

/** Read counts of the whole fleet in PostgreSQL. They survive restarts, halve every six hours, and cover at most 1000 keys per region. */
@Injectable()
export class UsageLog {
  constructor(private readonly database: Database) {}

  /** Adds the counts of one instance as of `now` (epoch ms). */
  async add(counted: readonly ReadUsage[], now: number): Promise<void> {
    if (counted.length === 0) return;
    await this.rebase(now);
    const rows = counted.map(({ args, ...rest }) => ({ ...rest, args: withoutTrailing(args) }));
    // Every instance writes in the same order, so that two of them never deadlock.
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

  /** The most requested reads, at most 200 per region, in descending order. */
  async mostAsked(now: number): Promise<AskedRead[]> {
    const rows = await this.database.query<Row>(
      `SELECT id, region, args, score, scored_at FROM (
         SELECT *, ${RANK} AS rank, row_number() OVER (PARTITION BY region ORDER BY ${RANK} DESC) AS place
         FROM cache_usage) ranked
       WHERE place <= ${GIVEN_PER_REGION} ORDER BY rank DESC`,
    );
    return rows.map((row) => asOf(now, row));
  }

  /**
   * The most requested reads of all regions together, in descending order.
   * @throws DatabaseUnavailable
   */
  async hottest(now: number, limit: number): Promise<AskedRead[]> {
    const rows = await this.database.query<Row>(
      `SELECT id, region, args, score, scored_at FROM cache_usage ORDER BY ${RANK} DESC LIMIT $1`,
      [limit],
      OPERATOR_TIMEOUT,
    );
    return rows.map((row) => asOf(now, row));
  }

  /**
   * Counts what an instance or a database counted while its clock was ahead as of now. It would outrank all that others count until then, and
   * take the place of it. Skips rows that another instance is adding or pruning at the same time.
   */
  private async rebase(now: number): Promise<void> {
    await this.database.query(
      `UPDATE cache_usage SET scored_at = greatest($1, now()) WHERE id IN (
         SELECT id FROM cache_usage WHERE scored_at > greatest($1, now()) + interval '${AHEAD}'
         FOR UPDATE SKIP LOCKED)`,
      [new Date(now)],
    );
  }

  /** Skips rows that another instance is adding or pruning at the same time. */
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

function asOf(now: number, { scored_at, score, ...read }: Row): AskedRead {
  const scoredAt = scored_at.getTime();
  return { ...read, score: score * 0.5 ** ((now - scoredAt) / HALF_LIFE_MS), scoredAt };
}

/** The score of a read as it was when the read was last counted. */
export function lastScore({ score, scoredAt }: Pick<AskedRead, 'score' | 'scoredAt'>, now: number): number {
  // After months it is too small to differ from 0.
  return score === 0 ? 0 : score / 0.5 ** ((now - scoredAt) / HALF_LIFE_MS);
}

/** The expected number of reads of a key with that score within a time. */
export function readsWithin(ms: number, { score }: Pick<AskedRead, 'score'>): number {
  // A steady rate r accumulates to a score of r * half-life / ln 2.
  return (score * Math.LN2 * ms) / HALF_LIFE_MS;
}

/** Drops omitted arguments at the end, which JSON cannot express. */
function withoutTrailing(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1);
}
