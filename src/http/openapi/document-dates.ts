import type { OpenAPIObject } from '@nestjs/swagger';
import { DAY_MS, WEEK_MS } from '../../time/durations.js';

/** The Monday that the examples in the code are written for. */
const WRITTEN_FOR = Date.parse('2027-03-15');
/** Beyond what the demo shop has booked, and well within any horizon. */
const DAYS_AHEAD = 21;
/** A string that is a date or begins an instant; sentences that mention one are not. */
const DATE = /"(\d{4}-\d{2}-\d{2})(?=T[\d:.]+Z"|")/g;

/** The document with its example dates moved by whole weeks to where they can be booked: pages send them as they stand. */
export function withDatesToCome(document: OpenAPIObject, now: number): OpenAPIObject {
  const shift = Math.ceil((now + DAYS_AHEAD * DAY_MS - WRITTEN_FOR) / WEEK_MS) * WEEK_MS;
  const moved = (date: string) => new Date(Date.parse(date) + shift).toISOString().slice(0, 10);
  const text = JSON.stringify(document).replaceAll(DATE, (_, date: string) => `"${moved(date)}`);
  return JSON.parse(text) as OpenAPIObject;
}
