import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/api.error.js';
import type { Appointment } from '../api/shop.js';
import { cancelAtDesk, changeAtDesk } from '../api/desk.js';
import { texts } from '../texts/texts.js';

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
  /** Takes back what was said: something else begins. */
  readonly hide: () => void;
}

/** Everything at the desk that is undone: by a second request that turns it around. */
export const undoing = {
  booked:
    ({ id }: Appointment) =>
    () =>
      cancelAtDesk(id),
  cancelled:
    ({ id }: Appointment) =>
    () =>
      changeAtDesk(id, { status: 'confirmed' }),
  marked:
    ({ id }: Appointment) =>
    () =>
      changeAtDesk(id, { status: 'confirmed' }),
  moved:
    ({ id, startsAt, barberId, durationMinutes }: Appointment) =>
    () =>
      changeAtDesk(id, { startsAt, barberId, durationMinutes }, ['hours', 'horizon']),
};

/** The bar that says what was done. */
export function useDone(onError: (error: Error) => void, refresh: () => void) {
  const [done, setDone] = useState<Done>();
  const [trouble, setTrouble] = useState('');
  const show = (next: Done) => {
    setTrouble('');
    setDone(next);
    refresh();
  };
  const fail = (error: Error) => {
    onError(error);
    if (!(error instanceof ApiError && error.status === 401)) setTrouble(error.message);
  };
  const undo = async () => {
    const last = done;
    setDone(undefined);
    try {
      await last?.undo?.();
      show({ sentence: texts.desk.undone });
    } catch (error) {
      fail(error as Error);
    }
  };
  const hide = () => setDone(undefined);
  return {
    done,
    trouble,
    desk: { done: show, fail, hide } satisfies Desk,
    undo,
    hideDone: hide,
    dismiss: () => setTrouble(''),
  };
}

/**
 * What a read answered, read again when `key` or `version` changes.
 *
 * @param read throws ApiError
 */
export function useRead<Value>(
  read: () => Promise<Value>,
  key: string,
  version: number,
  onError: (error: Error) => void,
) {
  const [state, setState] = useState<{ key: string; value: Value }>();
  const latest = useRef(key);
  latest.current = key;
  useEffect(() => {
    read().then((value) => latest.current === key && setState({ key, value }), onError);
  }, [key, version]);
  return state?.key === key ? state.value : undefined;
}
