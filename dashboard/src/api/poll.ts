import { useEffect, useRef } from 'preact/hooks';

/**
 * Calls `work` at once, then `everyMs` after each time it ended. Pauses while the page is hidden and goes on at once when it is
 * seen again. `key`: what `work` depends on; another key starts anew.
 *
 * @returns a function that calls it now
 */
export function usePoll(work: () => Promise<void>, everyMs: number, key: string): () => void {
  const latest = useRef(work);
  latest.current = work;
  const now = useRef<() => void>(() => undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running = false;
    let again = false;
    let ended = false;
    const run = async () => {
      clearTimeout(timer);
      if (ended || document.hidden) return;
      if (running) {
        again = true;
        return;
      }
      running = true;
      do {
        again = false;
        await latest.current();
      } while (again && !ended);
      running = false;
      if (!ended) timer = setTimeout(start, everyMs);
    };
    const start = () => void run();
    now.current = start;
    start();
    document.addEventListener('visibilitychange', start);
    return () => {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', start);
    };
  }, [everyMs, key]);
  return () => now.current();
}
