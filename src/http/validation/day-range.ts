import { ValidateBy } from 'class-validator';
import { DAY_MS } from '../../time/durations.js';
import { isDay } from './day.js';

/** The longest range of a request whose answer grows with the number of days. */
const MOST_DAYS = 62;

/**
 * For the last day of a range whose first day is in property `from`, both included: not before it, and at most `most` days
 * in all. Malformed days are left to `@IsDay`, and a range may be open.
 */
export function EndsDayRange(from: string, most: number = MOST_DAYS): PropertyDecorator {
  const says = `must not be before ${from}`;
  return ValidateBy({
    name: 'dayRange',
    validator: {
      validate: (last, said) => {
        const first = (said?.object as Record<string, unknown> | undefined)?.[from];
        if (!isDay(first) || !isDay(last)) return true;
        const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
        return days >= 1 && days <= most;
      },
      defaultMessage: () => (Number.isFinite(most) ? `${says}, nor more than ${most} days in all` : says),
    },
  });
}
