import { ApiError } from '../../api/api.error.js';
import type { Override } from '../../api/desk.js';
import { texts } from '../../texts/texts.js';

const BEYOND: Readonly<Record<string, readonly Override[]>> = {
  'outside-availability': ['hours'],
  'beyond-horizon': ['horizon'],
  'client-busy': ['limits'],
  'client-blocked': ['limits'],
  'too-many-bookings': ['limits'],
};

/** The rules to go beyond for what was refused to be done, with those that were gone beyond already; none: it cannot be done. */
export function overridesFor(error: unknown, tried: readonly Override[]): readonly Override[] {
  const rules = error instanceof ApiError ? (BEYOND[error.code ?? ''] ?? []) : [];
  const more = rules.filter((rule) => !tried.includes(rule));
  return more.length === 0 ? [] : [...tried, ...more];
}

/** Why it was refused, in the words of the desk, where the server's are for clients. */
export function refusalOf(error: unknown): string {
  const ours: Readonly<Record<string, string>> = texts.desk.refusals;
  return (error instanceof ApiError && ours[error.code ?? '']) || (error as Error).message;
}
