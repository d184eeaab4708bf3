import { HOUR_MS } from '../time/durations.js';
import type { RowImage } from './outbox.row.js';

/** An image lacks a column or holds something else in it: the schema has gone further than the code. */
export class RowNotUnderstood extends Error {
  readonly code = 'row-not-understood';
}

const DATE = /^\d{4}-\d\d-\d\d$/;

/** @throws RowNotUnderstood */
export function integer(image: RowImage | null, column: string): number {
  const value = image?.[column];
  if (Number.isSafeInteger(value)) return value as number;
  throw new RowNotUnderstood(column);
}

/** @throws RowNotUnderstood */
export function text(image: RowImage | null, column: string): string {
  const value = image?.[column];
  if (typeof value === 'string') return value;
  throw new RowNotUnderstood(column);
}

/**
 * Epoch ms of a `timestamptz`, which `to_jsonb` writes as ISO 8601 with an offset.
 * @throws RowNotUnderstood also for `infinity` and years that ISO cannot say.
 */
export function instant(image: RowImage | null, column: string): number {
  const at = Date.parse(text(image, column));
  if (Number.isNaN(at)) throw new RowNotUnderstood(column);
  return at;
}

/**
 * The instants that a wall-clock `date` can have in any zone, UTC+14 to UTC-12.
 * @throws RowNotUnderstood
 */
export function shopDay(image: RowImage | null, column: string): { from: number; until: number } {
  const date = text(image, column);
  const midnight = DATE.test(date) ? Date.parse(`${date}T00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight)) throw new RowNotUnderstood(column);
  return { from: midnight - 14 * HOUR_MS, until: midnight + 36 * HOUR_MS };
}
