import type { Cursors, Position } from './cursor.js';
import { MOST_COUNTED } from './list.query.js';

/** One page of a list. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** `null`: there are no more items. */
  readonly nextCursor: string | null;
  readonly total?: number;
  readonly totalIsCapped?: boolean;
}

/**
 * A page from the rows of a statement with `LIMIT limit + 1`: the row beyond the page only shows that there are more.
 * @param positionOf where a row stands in the order of the list
 */
export function pageOf<Row, Values extends Position>(
  rows: readonly Row[],
  limit: number,
  cursors: Cursors<Values>,
  query: object,
  positionOf: (row: Row) => Values,
): ListPage<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? cursors.after(positionOf(last), query) : null };
}

/** The answer's fields for a count of at most `MOST_COUNTED + 1` rows. */
export function cappedTotal(counted: number): { total: number; totalIsCapped: boolean } {
  return { total: Math.min(counted, MOST_COUNTED), totalIsCapped: counted > MOST_COUNTED };
}
