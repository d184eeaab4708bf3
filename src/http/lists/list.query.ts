import { IsFlag } from '../validation/flag.js';
import { IsWhole } from '../validation/number.js';
import { IsText } from '../validation/text.js';

/** The most items of a page that names its `limit`. */
export const MOST_ITEMS = 100;
/** Totals are counted up to here, so that counting costs no more than this many rows. */
export const MOST_COUNTED = 10_000;

/** The parameters of a list that is read page by page. Extend it with the list's filters. */
export class ListQueryDto {
  @IsWhole(1, MOST_ITEMS, { optional: true, example: 20, description: 'Most items of this page' })
  limit?: number;

  @IsText({
    max: 500,
    optional: true,
    example: 'WyJxM1ZrWk8iLDE3OTk4NDgwMDAwMDAsNDJd',
    description:
      'The `nextCursor` of the page before. It belongs to the filters and the order of that page; with others the answer is 400',
  })
  cursor?: string;

  @IsFlag({
    optional: true,
    description: `Also count the items of all pages, up to ${MOST_COUNTED}`,
    example: false,
  })
  total?: boolean;
}
