import { addMonths, daysOf } from '../../parts/dates.js';

/** With fewer days left, a month is shown together with the next one: on its last day, a visitor sees more than one day. */
const FEW = 14;

/** The days of the calendar: those of a month and, if few of them are left, of the next. @param month `YYYY-MM`, not before that of `today` */
export function shownDays(month: string, today: string): string[] {
  const days = daysOf(month);
  const left = days.filter((day) => day >= today).length;
  return left < FEW ? [...days, ...daysOf(addMonths(month, 1))] : days;
}
