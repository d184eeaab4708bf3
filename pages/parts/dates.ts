const DAY_MS = 86_400_000;
const HALF_A_YEAR_MS = 180 * DAY_MS;

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** @param month `YYYY-MM` */
export function addMonths(month: string, months: number): string {
  const [year = 0, index = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, index - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The days of a month. @param month `YYYY-MM` */
export function daysOf(month: string): string[] {
  const first = `${month}-01`;
  const next = `${addMonths(month, 1)}-01`;
  return Array.from({ length: (Date.parse(next) - Date.parse(first)) / DAY_MS }, (_, index) =>
    addDays(first, index),
  );
}

/** ISO: 1 is Monday. */
export function weekdayOf(date: string): number {
  return new Date(date).getUTCDay() || 7;
}

/** Whether the day of that name is nearer in another year. Pure. @param now epoch milliseconds */
export function isFar(date: string, now: number): boolean {
  return Math.abs(Date.parse(date) - now) > HALF_A_YEAR_MS;
}
