import { invalidField } from '../../http/problem.js';
import { DAY_MS } from '../../time/durations.js';

const YEARS_BEHIND = 5;
/** Beyond the longest booking horizon, which is ten years. */
const YEARS_AHEAD = 11;
const YEAR_MS = 366 * DAY_MS;

/**
 * Checks that a calendar may have an entry at an instant: rows of other centuries are of no use, and every search would read
 * them.
 * @throws Problem `invalid-request` about the field that names the instant
 */
export function assertPlannable(field: string, instant: number, now: number): void {
  if (instant >= now - YEARS_BEHIND * YEAR_MS && instant <= now + YEARS_AHEAD * YEAR_MS) return;
  throw invalidField(field, `must be at most ${YEARS_BEHIND} years ago and ${YEARS_AHEAD} years ahead`);
}
