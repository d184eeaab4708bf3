import type { Caller } from '../../auth/caller.js';
import type { Cursors } from '../../http/lists/cursor.js';
import type { ListQueryDto } from '../../http/lists/list.query.js';
import { type Listing, viewOf } from './listing.js';

/** Lists of the shop are short: without a `limit` they answer up to this many items. */
const MOST_WITHOUT_LIMIT = 1000;

/**
 * The page that a request asks for.
 * @throws Problem `invalid-request` for a cursor of another list, or of other filters
 */
export function listingOf(
  query: ListQueryDto,
  caller: Caller | undefined,
  cursors: Cursors<[id: number]>,
): Listing {
  const { limit = MOST_WITHOUT_LIMIT, total = false } = query;
  const after = cursors.positionIn(query)?.[0];
  return { view: viewOf(caller), limit, total, ...(after === undefined ? {} : { after }) };
}
