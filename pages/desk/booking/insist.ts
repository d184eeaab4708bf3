import { ApiError } from '../../api/api.error.js';
import type { Override } from '../../api/desk.js';

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
