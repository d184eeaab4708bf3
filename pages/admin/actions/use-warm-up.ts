import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import type { WarmUpState } from '../api/shapes.js';
import { usePoll } from '../api/use-poll.js';
import { useOperator } from '../operator.js';

const RUNNING_MS = 1_000;
const IDLE_MS = 10_000;

interface WarmUpWatch {
  /** The warm-up of the fleet; `undefined`: not known yet. */
  readonly state: WarmUpState | undefined;
  readonly refresh: () => void;
  /** Resolves when no warm-up runs any more, with how the last one ended; while the component is there. */
  readonly ended: () => Promise<WarmUpState>;
}

/** How far the warm-up is that runs on any instance, or how the last one ended. */
export function useWarmUp(): WarmUpWatch {
  const operator = useOperator();
  const [state, setState] = useState<WarmUpState>();
  const read = async () => {
    const fresh = await operator.answer(client.GET('/api/v1/cache/warm-up'));
    setState(fresh);
    return fresh;
  };
  const refresh = usePoll(
    () => read().catch(() => undefined),
    () => undefined,
    state?.running === true ? RUNNING_MS : IDLE_MS,
    '',
  );
  const isGone = useRef(false);
  useEffect(() => () => void (isGone.current = true), []);
  const ended = async () => {
    for (;;) {
      // A warm-up goes on though a read of how far it is fails.
      const fresh = await read().catch(() => undefined);
      if (fresh?.running === false) return fresh;
      await new Promise<void>((resolve) => setTimeout(() => !isGone.current && resolve(), RUNNING_MS));
    }
  };
  return { state, refresh, ended };
}
