import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Keeps the focus in a list whose items come and go while it is used: when what had it is gone, what has the same `data-focus`
 * gets it, else the list itself, which must be focusable. A dialog gives the focus back to where it was, so a list behind one keeps it.
 */
export function useKeptFocus(list: RefObject<HTMLElement | null>): void {
  const last = useRef<HTMLElement | undefined>(undefined);
  // Before the list is painted: what can be seen can have the focus.
  useLayoutEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || target.closest('dialog') !== null) return;
      last.current = list.current?.contains(target) === true ? target : undefined;
    };
    // A press beside everything takes the focus away from what is still there; a drawing takes it with what is gone.
    const onBlur = () =>
      queueMicrotask(() => {
        if (last.current?.isConnected === true && document.hasFocus() && isNowhere())
          last.current = undefined;
      });
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', onBlur);
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('focusout', onBlur);
    };
  }, [list]);
  useLayoutEffect(() => {
    const was = last.current;
    if (was === undefined || was.isConnected || !isNowhere()) return;
    const name = was.dataset['focus'];
    const same =
      name === undefined ? null : list.current?.querySelector<HTMLElement>(`[data-focus="${name}"]`);
    (same ?? list.current)?.focus({ preventScroll: true });
  });
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
