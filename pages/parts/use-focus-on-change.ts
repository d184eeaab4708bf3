import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Gives the focus to an element when `view` changes and what had it is gone with the view before. */
export function useFocusOnChange(view: string, place: RefObject<HTMLElement | null>): void {
  const before = useRef(view);
  useLayoutEffect(() => {
    if (before.current === view) return;
    before.current = view;
    if (document.activeElement === document.body) place.current?.focus();
  }, [view]);
}
