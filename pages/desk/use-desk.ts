import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, isOutdated } from '../api/api.error.js';
import type { Appointment } from '../api/shop.js';
import { cancelAtDesk, changeAtDesk } from '../api/desk.js';
import { texts } from '../texts/texts.js';

/** From a read that failed to the next one. */
const RETRY_MS = 10_000;

/** What was done last, and how it is undone. */
export interface Done {
  readonly sentence: string;
  readonly undo?: (() => Promise<unknown>) | undefined;
}

/** What a page of the desk can say and do. */
export interface Desk {
  /** Says what was done, offers to undo it, and reads everything again. */
  readonly done: (done: Done) => void;
  readonly fail: (error: Error) => void;
  /** Says why what is shown is not current; `undefined`: it is. */
  readonly current: (error?: Error) => void;
  /** Reads everything again: it has changed elsewhere. */
  readonly refresh: () => void;
  /** Takes back what was said: something else begins. */
  readonly hide: () => void;
}

/** Everything at the desk that is undone: by a second request that turns it around, unless others have changed it since. */
export const undoing = {
  booked: (done: Appointment) => () => cancelAtDesk(done),
  // With the price that was agreed on: by itself, another barber would have the appointment priced anew.
  moved:
    ({ startsAt, barberId, durationMinutes, priceCents }: Appointment, done: Appointment) =>
    () =>
      changeAtDesk(done, { startsAt, barberId, durationMinutes, priceCents }, ['hours', 'horizon', 'limits']),
};

/** The bar that says what was done. */
export function useDone(onError: (error: Error) => void, refresh: () => void) {
  const [done, setDone] = useState<Done>();
  const [trouble, setTrouble] = useState('');
  const [staleBy, setStaleBy] = useState('');
  const show = (next: Done) => {
    setTrouble('');
    setDone(next);
    refresh();
  };
  const fail = (error: Error) => {
    onError(error);
    setTrouble(sentenceOf(error));
  };
  const current = (error?: Error) => {
    if (error !== undefined) onError(error);
    setStaleBy(error === undefined ? '' : sentenceOf(error));
  };
  const undo = async () => {
    const last = done;
    setDone(undefined);
    try {
      await last?.undo?.();
      show({ sentence: texts.desk.undone });
    } catch (error) {
      refresh();
      fail(isOutdated(error) ? new Error(texts.desk.changedSince) : (error as Error));
    }
  };
  const hide = () => setDone(undefined);
  return {
    done,
    trouble: trouble || staleBy,
    desk: { done: show, fail, current, refresh, hide } satisfies Desk,
    undo,
    hideDone: hide,
    dismiss: () => {
      setTrouble('');
      setStaleBy('');
    },
  };
}

/** The sign-in says itself that a session has ended. */
function sentenceOf(error: Error): string {
  return error instanceof ApiError && error.status === 401 ? '' : error.message;
}

/** Whether the same request may be answered later: there was no answer, or the server has too much to do. */
function mayPass(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/**
 * What a read answered, read again when `key` or `version` changes, and after a failure; an answer that a later one has overtaken is
 * dropped.
 *
 * @param read throws ApiError
 */
export function useRead<Value>(
  read: () => Promise<Value>,
  key: string,
  version: number,
  current: Desk['current'],
) {
  const [state, setState] = useState<{ key: string; value: Value }>();
  const rounds = useRef({ asked: 0, taken: 0 });
  const latest = useRef(key);
  latest.current = key;
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      const round = ++rounds.current.asked;
      const take = (value: Value) => {
        if (latest.current !== key || round < rounds.current.taken) return;
        rounds.current.taken = round;
        setState({ key, value });
        current();
      };
      const fail = (error: Error) => {
        if (isOver) return;
        current(error);
        if (mayPass(error)) timer = setTimeout(ask, RETRY_MS);
      };
      read().then(take, fail);
    };
    ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, version]);
  return state?.key === key ? state.value : undefined;
}
