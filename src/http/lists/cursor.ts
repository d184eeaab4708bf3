import { hash } from 'node:crypto';
import { invalidField } from '../problem.js';
import type { ListQueryDto } from './list.query.js';

/** Where a page ends: the values of the columns that the list is ordered by, instants as epoch ms. */
export type Position = readonly (number | string)[];

/** What a value of a position may be: a client can send any cursor, and PostgreSQL would refuse what is no id or instant. */
const KINDS = {
  id: (value: unknown) => isWhole(value, 2 ** 31 - 1),
  /** An id of a table that grows for ever. */
  serial: (value: unknown) => isWhole(value, Number.MAX_SAFE_INTEGER),
  /** Up to the end of the year 9999. */
  instant: (value: unknown) => isWhole(value, 253_402_300_799_999),
  text: (value: unknown) =>
    typeof value === 'string' && !value.includes('\0') && !/\p{Surrogate}/u.test(value),
} as const;

/** Parameters that name a page of the list, not the list. */
const PAGING = new Set(['limit', 'cursor', 'total', 'page', 'pageSize']);

/**
 * Makes and reads the cursors of one list. A cursor holds the position after which the next page begins, and a hash of the
 * filters and the order it belongs to. It grants nothing: each page checks the caller's rights itself.
 */
export class Cursors<Values extends Position = Position> {
  /**
   * @param list name of the list, unique in the API
   * @param kinds of the columns that it is ordered by; the last one makes the order unique
   */
  constructor(
    private readonly list: string,
    private readonly kinds: readonly (keyof typeof KINDS)[],
  ) {}

  /** The cursor of the page that begins after `position`, under the same filters and order as `query`. */
  after(position: Values, query: object): string {
    return Buffer.from(JSON.stringify([this.hashOf(query), ...position])).toString('base64url');
  }

  /**
   * The position after which the requested page begins; `undefined`: at the beginning.
   * @throws Problem `invalid-request` if the cursor is malformed, or belongs to other filters or another order
   */
  positionIn(query: ListQueryDto): Values | undefined {
    if (query.cursor === undefined) return undefined;
    const [queryHash, ...position] = decoded(query.cursor);
    const isWellFormed =
      position.length === this.kinds.length &&
      this.kinds.every((kind, index) => KINDS[kind](position[index]));
    if (!isWellFormed) throw invalidField('cursor', 'must be the nextCursor of the page before');
    if (queryHash !== this.hashOf(query)) {
      throw invalidField('cursor', 'belongs to other filters or another order: begin again without it');
    }
    return position as Position as Values;
  }

  private hashOf(query: object): string {
    const filters = Object.entries(query)
      .filter(([name, value]) => value !== undefined && !PAGING.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    const text = JSON.stringify([this.list, filters]);
    return hash('sha256', text, 'base64url').slice(0, 8);
  }
}

function decoded(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
}
