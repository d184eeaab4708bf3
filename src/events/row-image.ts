import { DAY_MS, HOUR_MS } from '../time/durations.js';
import type { RowImage } from './outbox.row.js';

/** An image lacks a column, or the column holds another type: the schema is newer or older than the code. */
export class UnexpectedRow extends Error {
  readonly code = 'unexpected-row';
}

const DATE = /^\d{4}-\d\d-\d\d$/;

/** @throws UnexpectedRow */
export function integer(image: RowImage | null, column: string): number {
  const value = image?.[column];
  if (Number.isSafeInteger(value)) return value as number;
  throw new UnexpectedRow(column);
}

/**
 * The values of an integer column in all images: one, or two if the change replaced it.
 * @throws UnexpectedRow
 */
export function integers(images: readonly RowImage[], column: string): number[] {
  return [...new Set(images.map((image) => integer(image, column)))];
}

/** @throws UnexpectedRow */
export function text(image: RowImage | null, column: string): string {
  const value = image?.[column];
  if (typeof value === 'string') return value;
  throw new UnexpectedRow(column);
}

/**
 * Epoch ms of a `timestamptz`, which `to_jsonb` writes as ISO 8601 with an offset.
 * @throws UnexpectedRow also for `infinity` and for years that ISO 8601 cannot express
 */
export function instant(image: RowImage | null, column: string): number {
  const at = Date.parse(text(image, column));
  if (Number.isNaN(at)) throw new UnexpectedRow(column);
  return at;
}

/**
 * The instants that a wall-clock `date` can have in any zone, UTC+14 to UTC-12.
 * @throws UnexpectedRow
 */
export function dayInAnyZone(image: RowImage | null, column: string): { from: number; until: number } {
  const date = text(image, column);
  const midnight = DATE.test(date) ? Date.parse(`${date}T00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight)) throw new UnexpectedRow(column);
  return { from: midnight - 14 * HOUR_MS, until: midnight + DAY_MS + 12 * HOUR_MS };
}
