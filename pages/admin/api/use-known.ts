import { useState } from 'preact/hooks';
import { usePoll } from './use-poll.js';

/** The last value that could be read, and why there is none newer. */
export interface Known<Value> {
  readonly value?: Value;
  readonly trouble?: string;
}

/** After a failure, or as soon as the usual time if that is shorter. */
const AGAIN_MS = 10_000;

/**
 * Reads a value again and again while the component is there; a value that could not be read again stays.
 *
 * @param key says what is read: when it changes, the value is another one, and unknown at first
 * @returns the value, and a function that reads it at once
 */
export function useKnown<Value>(
  read: () => Promise<Value>,
  everyMs: number,
  key: string,
): readonly [Known<Value>, () => void] {
  const [known, setKnown] = useState<Known<Value> & { readonly key: string }>({ key });
  const current = known.key === key ? known : { key };
  const refresh = usePoll(
    () => read().catch((error: Error) => error),
    (fresh) =>
      setKnown((before) => {
        const kept = before.key === key && before.value !== undefined ? { value: before.value } : {};
        return fresh instanceof Error ? { key, ...kept, trouble: fresh.message } : { key, value: fresh };
      }),
    current.trouble === undefined ? everyMs : Math.min(AGAIN_MS, everyMs),
    key,
  );
  return [current, refresh];
}
