import { locale, texts } from '../texts/texts.js';

/** `$35.00`; a service without a price has it on request. @param cents in the smallest unit of the currency */
export function price(cents: number | null, currency: string): string {
  if (cents === null) return texts.parts.onRequest;
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(cents / 10 ** digits);
}

/** `1 h 15 min`. */
export function length(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && texts.parts.hours(hours), (rest > 0 || hours === 0) && texts.parts.minutes(rest)]
    .filter(Boolean)
    .join(' ');
}
