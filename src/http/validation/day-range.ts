import { ValidateBy } from 'class-validator';
import { DAY_MS } from '../../time/durations.js';
import { isDay } from './day.js';

/** The most days that one request may ask about, where an answer grows with them. */
const MOST_DAYS = 62;

/**
 * On a day that ends the range begun by the day in property `from`, both included: not before it, and at most `most` days
 * in all. What is no day is for `@IsDay` to refuse, and a range may be left open.
 */
export function EndsDayRange(from: string, most: number = MOST_DAYS): PropertyDecorator {
  const says = `takes a date not before ${from}`;
  return ValidateBy({
    name: 'dayRange',
    validator: {
      validate: (last, said) => {
        const first = (said?.object as Record<string, unknown> | undefined)?.[from];
        if (!isDay(first) || !isDay(last)) return true;
        const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
        return days >= 1 && days <= most;
      },
      defaultMessage: () => (Number.isFinite(most) ? `${says}, for ${most} days in all at most` : says),
    },
  });
}
