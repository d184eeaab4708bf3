import { isOutdated } from '../../api/api.error.js';
import { texts } from '../../texts/texts.js';

/** Why a booking was not moved or cancelled: the server names versions, visitors see what it is now. */
export function sentenceOf(error: unknown): string {
  return isOutdated(error) ? texts.book.changedMeanwhile : (error as Error).message;
}
