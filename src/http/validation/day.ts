import { field, type FieldOptions } from './field.js';

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2999;

/** Whether `value` is a date of the calendar, `YYYY-MM-DD`, from 1970 to 2999. */
export function isDay(value: unknown): value is string {
  const parts = typeof value === 'string' ? DAY.exec(value) : null;
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return false;
  // Day 0 of the next month is the last day of this one.
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export const DAY_SAYS = 'must be a calendar date such as 2027-03-14';

/** `string`: a day of the calendar, without a time zone. */
export function IsDay(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: DAY_SAYS,
      accepts: isDay,
      schema: { type: 'string', format: 'date', example: '2027-03-15' },
    },
    options,
  );
}
