import { useEffect, useRef } from 'preact/hooks';
import { Poll } from './poll.js';

/**
 * A {@link Poll} for as long as the component is there. It starts anew when `key`, which says what is read, changes; what the
 * one before was still reading is dropped.
 *
 * @param take is given what was read; `read` must not throw
 * @returns a function that reads at once
 */
export function usePoll<Value>(
  read: () => Promise<Value>,
  take: (value: Value) => void,
  everyMs: number,
  key: string,
): () => void {
  const current = useRef({ read, take });
  current.current = { read, take };
  const poll = useRef<Poll>(undefined);
  useEffect(() => {
    const started = new Poll(async (self) => {
      const value = await current.current.read();
      if (!self.isOver) current.current.take(value);
    }, everyMs);
    poll.current = started;
    return () => started.end();
  }, [everyMs, key]);
  return () => poll.current?.now();
}
