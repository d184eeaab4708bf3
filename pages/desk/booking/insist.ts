import { ApiError } from '../../api/api.error.js';
import type { Override } from '../../api/desk.js';
import { texts } from '../../texts/texts.js';

const BEYOND: Readonly<Record<string, readonly Override[]>> = {
  'outside-availability': ['hours'],
  'beyond-horizon': ['horizon'],
  'client-busy': ['limits'],
  'too-many-bookings': ['limits'],
};

/** The rules to go beyond for what was refused to be done; none: it cannot be done. */
export function overridesFor(error: unknown): readonly Override[] {
  return error instanceof ApiError ? (BEYOND[error.code ?? ''] ?? []) : [];
}

/** Why it was refused, in the words of the desk, where the server's are for clients. */
export function refusalOf(error: unknown): string {
  return error instanceof ApiError && error.code === 'slot-taken'
    ? texts.desk.slotTaken
    : (error as Error).message;
}
