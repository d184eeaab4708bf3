import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/api.error.js';
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

/** What times are read for. */
interface Question {
  readonly query: string;
  /** The first of the days whose numbers are shown. */
  readonly from: string | undefined;
  readonly date: string | undefined;
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
  const question: Question = { query: JSON.stringify(query), from: shown[0], date };
  const [known, setKnown] = useState({ question, times: NONE });
  const key = JSON.stringify([query, shown, date]);
  const asked = useRef(key);
  asked.current = key;
  /** How often was asked, and which of those times each part of the answer is from. */
  const rounds = useRef(0);
  const roundOf = useRef<Partial<Record<keyof Times, number>>>({});

  const refresh = async () => {
    const round = ++rounds.current;
    const take = <Part extends keyof Times>(part: Part, valueOf: (before: Times) => Times[Part]) => {
      // An answer to an earlier question is dropped, and one that a later answer to the same question has overtaken.
      if (asked.current !== key || (roundOf.current[part] ?? 0) > round) return;
      roundOf.current[part] = round;
      setKnown((before) => {
        const times = stillTrue(before.times, before.question, question);
        return { question, times: { ...times, [part]: valueOf(times) } };
      });
    };
    try {
      await Promise.all([
        nextSlotOf(query).then((next) => take('next', () => next)),
        date && slotsOf(query, date).then((free) => take('slots', ({ slots }) => merged(slots, free))),
        freeDaysOf(query, shown).then((days) => take('days', () => days)),
      ]);
      take('trouble', () => '');
    } catch (error) {
      // The barber has left the location, or the service is no longer offered there.
      const isGone = error instanceof ApiError && error.status === 404;
      if (isGone) {
        take('next', () => null);
        take('slots', () => []);
      }
      take('trouble', () => (isGone ? '' : (error as Error).message));
    }
  };

  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    void latest.current();
    if (date === undefined) return undefined;
    // The server does not watch what is free for one booking alone.
    const { ignoreBookingId: _, ...watched } = fieldsOf(query);
    return watchLive({ kind: 'slots', ...watched, date }, () => void latest.current());
  }, [key]);
  // At once, not after the next paint: a time that is still shown under another day could be pressed.
  return { ...stillTrue(known.times, known.question, question), refresh };
}

/** What is known for one question and answers another one too. Pure. */
function stillTrue(times: Times, of: Question, question: Question): Times {
  if (of.query !== question.query) return NONE;
  return {
    ...times,
    days: of.from === question.from ? times.days : NONE.days,
    slots: of.date === question.date ? times.slots : undefined,
  };
}
