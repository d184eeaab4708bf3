import type { OpenAPIObject } from '@nestjs/swagger';
import { DAY_MS, WEEK_MS } from '../../time/durations.js';

/** The Monday that the examples in the code assume. */
const WRITTEN_FOR = Date.parse('2027-03-15');
/** Later than the demo shop's appointments, and well within any booking horizon. */
const DAYS_AHEAD = 21;
/** A string that is a date or begins with an instant, but not a sentence that mentions one. */
const DATE = /"(\d{4}-\d{2}-\d{2})(?=T[\d:.]+Z"|")/g;

/**
 * The document with its example dates moved by whole weeks into the bookable future, because the documentation pages
 * send the examples unchanged.
 */
export function withDatesToCome(document: OpenAPIObject, now: number): OpenAPIObject {
  const shift = Math.ceil((now + DAYS_AHEAD * DAY_MS - WRITTEN_FOR) / WEEK_MS) * WEEK_MS;
  const moved = (date: string) => new Date(Date.parse(date) + shift).toISOString().slice(0, 10);
  const text = JSON.stringify(document).replaceAll(DATE, (_, date: string) => `"${moved(date)}`);
  return JSON.parse(text) as OpenAPIObject;
}
