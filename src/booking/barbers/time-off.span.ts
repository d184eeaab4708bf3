import { DAY_MS } from '../../time/durations.js';
import { invalidField } from '../../http/problem.js';
import type { Interval } from '../wall-time/interval.js';
import { shiftDate } from '../wall-time/zone-day.js';
import { assertPlannable } from './plannable-time.js';
import type { NewTimeOffDto } from './time-off.dto.js';
import { type BarberRules, endOfDate } from './working-times.js';

const FIVE_YEARS_MS = 5 * 366 * DAY_MS;

/**
 * The time off that a request means: from instant to instant, or all of some dates. A night belongs to the date it begins.
 * @throws Problem `invalid-request` for neither, for both, and if it ends before it begins, is too long, or far from now
 */
export function timeOffSpan(body: NewTimeOffDto, rules: BarberRules, now: number): Interval {
  const { startsAt, endsAt, startDate, endDate } = body;
  if (startDate === undefined && endDate === undefined) {
    if (startsAt === undefined)
      throw invalidField('startsAt', 'is required unless startDate and endDate are sent');
    if (endsAt === undefined) throw invalidField('endsAt', 'is required with startsAt');
    return checked({ from: Date.parse(startsAt), until: Date.parse(endsAt) }, ['startsAt', 'endsAt'], now);
  }
  if (startsAt !== undefined || endsAt !== undefined) {
    throw invalidField('startsAt', 'and endsAt cannot be combined with startDate and endDate');
  }
  if (startDate === undefined) throw invalidField('startDate', 'is required with endDate');
  if (endDate === undefined) throw invalidField('endDate', 'is required with startDate');
  const span = { from: endOfDate(shiftDate(startDate, -1), rules), until: endOfDate(endDate, rules) };
  return checked(span, ['startDate', 'endDate'], now);
}

function checked(span: Interval, [start, end]: readonly [string, string], now: number): Interval {
  const length = span.until - span.from;
  if (!(length > 0 && length <= FIVE_YEARS_MS)) {
    throw invalidField(end, `must be after ${start}, by five years at most`);
  }
  assertPlannable(start, span.from, now);
  assertPlannable(end, span.until, now);
  return span;
}
