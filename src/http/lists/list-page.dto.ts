import { HasCount, HasFlag, HasText } from '../openapi/answer-fields.js';
import { MOST_COUNTED } from './list.query.js';

/** The fields that every list answers beside its `items`. */
export class ListPageDto {
  @HasText('WyJxM1ZrWk8iLDE3OTk4NDgwMDAwMDAsNDJd', {
    nullable: true,
    description: 'To be sent as `cursor` for the next page; null: there are no more items',
  })
  nextCursor!: string | null;

  @HasCount(1, { optional: true, description: `How many items all pages have, up to ${MOST_COUNTED}` })
  total?: number;

  @HasFlag(false, { optional: true, description: 'There are more than `total`' })
  totalIsCapped?: boolean;
}
