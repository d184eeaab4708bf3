import { useRef } from 'preact/hooks';

/**
 * For answers that may overtake each other.
 *
 * @returns a function to call when a request begins; what it returns says whether no later one has begun since
 */
export function useRounds(): () => () => boolean {
  const last = useRef(0);
  return () => {
    const round = ++last.current;
    return () => round === last.current;
  };
}
