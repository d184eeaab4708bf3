import type { Database } from '../../database/database.js';
import type { Cursors } from '../../http/lists/cursor.js';
import { cappedTotal, type ListPage, pageOf } from '../../http/lists/list-page.js';
import { MOST_COUNTED } from '../../http/lists/list.query.js';
import type { Listing } from './listing.js';

/** A list ordered by `id`. In `where`, values begin with `$4`. */
export interface ListedTable {
  readonly columns: string;
  readonly from: string;
  readonly where: string;
}

interface ListingRow<Item> {
  readonly items: readonly Item[];
  readonly counted: number | null;
}

/**
 * Reads one page, and the capped total if the listing asks for it. One statement.
 * @param filters as the request named them, for the cursor
 * @param values of `where`
 */
export async function readListing<Item extends { readonly id: number }>(
  database: Database,
  { columns, from, where }: ListedTable,
  { limit, after, total }: Listing,
  cursors: Cursors<[id: number]>,
  filters: object = {},
  values: readonly unknown[] = [],
): Promise<ListPage<Item>> {
  const [row] = await database.query<ListingRow<Item>>(
    `SELECT
       (SELECT coalesce(json_agg(page ORDER BY id), '[]') FROM (
          SELECT ${columns} FROM ${from} WHERE (${where}) AND id > coalesce($1::int, 0) ORDER BY id LIMIT $2
        ) AS page) AS items,
       CASE WHEN $3::boolean THEN (
         SELECT count(*) FROM (SELECT FROM ${from} WHERE ${where} LIMIT ${MOST_COUNTED + 1}) AS counted_rows
       ) END AS counted`,
    [after ?? null, limit + 1, total, ...values],
  );
  const { items, counted } = row as ListingRow<Item>;
  return {
    ...pageOf(items, limit, cursors, filters, ({ id }): [number] => [id]),
    ...(counted === null ? {} : cappedTotal(counted)),
  };
}
