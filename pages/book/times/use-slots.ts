import { useEffect, useRef, useState } from 'preact/hooks';
import { watchLive } from '../../api/live.js';
import { fieldsOf, freeDaysOf, type NextSlot, nextSlotOf, type SlotQuery, slotsOf } from '../../api/slots.js';
import { merged, type ShownSlot } from './shown-slots.js';

interface Times {
  /** Free starts of each of the days asked for; days that are not in it are not known yet. */
  readonly days: ReadonlyMap<string, number>;
  /** The slots of the day; `undefined`: not known yet. */
  readonly slots: readonly ShownSlot[] | undefined;
  /** The first that is free from today on; `undefined`: not known yet, `null`: none. */
  readonly next: NextSlot | null | undefined;
  /** Why they are not current: a sentence. */
  readonly trouble: string;
}

const NONE: Times = { days: new Map(), slots: undefined, next: undefined, trouble: '' };

/**
 * The free times of some days and of one of them, kept current while the page is open: what another client takes stays in the list,
 * but is not free, until it is free again.
 *
 * @param shown consecutive days
 * @param date one of them, or `undefined` until one is chosen
 * @returns the times, and a function that reads them again at once
 */
export function useSlots(
  query: SlotQuery,
  shown: readonly string[],
  date: string | undefined,
): Times & { refresh: () => Promise<void> } {
  const [times, setTimes] = useState<Times>(NONE);
  const key = JSON.stringify([query, shown, date]);
  const asked = useRef(key);
  asked.current = key;

  const refresh = async () => {
    const take = (part: (before: Times) => Partial<Times>) => {
      // An answer to an earlier question is dropped.
      if (asked.current === key) setTimes((before) => ({ ...before, ...part(before) }));
    };
    try {
      await Promise.all([
        nextSlotOf(query).then((next) => take(() => ({ next }))),
        date &&
          slotsOf(query, date).then((slots) => take((before) => ({ slots: merged(before.slots, slots) }))),
        freeDaysOf(query, shown).then((days) => take(() => ({ days }))),
      ]);
      take(() => ({ trouble: '' }));
    } catch (error) {
      take(() => ({ trouble: (error as Error).message }));
    }
  };

  const queryKey = JSON.stringify(query);
  useEffect(() => setTimes(NONE), [queryKey]);
  useEffect(() => setTimes((before) => ({ ...before, days: NONE.days })), [shown[0]]);
  useEffect(() => setTimes((before) => ({ ...before, slots: undefined })), [date]);
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    void latest.current();
    if (date === undefined) return undefined;
    // The server does not watch what is free for one booking alone.
    const { ignoreBookingId: _, ...watched } = fieldsOf(query);
    return watchLive({ kind: 'slots', ...watched, date }, () => void latest.current());
  }, [key]);
  return { ...times, refresh };
}
