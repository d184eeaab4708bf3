import type { Caller } from '../../auth/caller.js';

/** What a caller sees: clients and callers without an account only what is active and not hidden, staff everything. */
export type View = 'public' | 'staff';

export function viewOf(caller: Caller | undefined): View {
  return caller === undefined || caller.role === 'client' ? 'public' : 'staff';
}

/** One page of a list in the order of the ids; the arguments of a cached read. */
export interface Listing {
  readonly view: View;
  readonly limit: number;
  /** The id after which the page begins. */
  readonly after?: number | undefined;
  /** Whether to count the items of all pages as well. */
  readonly total: boolean;
}

/** The part of a cache key that tells the pages of a list apart. */
export function listingKey({ view, limit, after, total }: Listing): string {
  return [view, limit, ...(after === undefined ? [] : [`after_${after}`]), ...(total ? ['total'] : [])].join(
    ':',
  );
}
