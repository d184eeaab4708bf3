import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Gives the focus to what is there instead, where what had it is gone with what was done.
 *
 * @returns a function that takes a selector within `place`, which is focused after the next drawing
 */
export function useFocusAfter(place: RefObject<HTMLElement | null>): (selector: string) => void {
  const wanted = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const selector = wanted.current;
    if (selector === undefined) return;
    wanted.current = undefined;
    place.current?.querySelector<HTMLElement>(selector)?.focus();
  });
  return (selector) => {
    wanted.current = selector;
  };
}
