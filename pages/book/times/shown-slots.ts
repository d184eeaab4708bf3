import type { components } from '../../api/openapi.js';

type Slot = components['schemas']['SlotDto'];

/** A start that is or was offered while the page was open. */
export interface ShownSlot extends Slot {
  readonly isFree: boolean;
}

/** The slots of before that are gone stay, but not as free ones. Pure. */
export function merged(
  before: readonly ShownSlot[] | undefined,
  free: readonly Slot[],
): readonly ShownSlot[] {
  const now = new Set(free.map(({ startsAt }) => startsAt));
  const gone = (before ?? []).filter(
    ({ startsAt }) => !now.has(startsAt) && Date.parse(startsAt) > Date.now(),
  );
  const all = [
    ...free.map((slot) => ({ ...slot, isFree: true })),
    ...gone.map((slot) => ({ ...slot, isFree: false })),
  ];
  // Not `toSorted`, which clients' old phones lack.
  all.sort((one, other) => one.startsAt.localeCompare(other.startsAt));
  return all;
}
