import { useState } from 'preact/hooks';
import type { Override } from '../../api/desk.js';
import { overridesFor, refusalOf } from './insist.js';

/**
 * A request that may be refused by a rule that staff can go beyond: the second press does it all the same.
 *
 * @param send throws ApiError
 */
export function useInsist<Wish>(send: (wish: Wish, override: readonly Override[]) => Promise<void>) {
  const [message, setMessage] = useState('');
  const [override, setOverride] = useState<readonly Override[]>([]);
  const [busy, setBusy] = useState(false);
  const run = async (wish: Wish) => {
    if (busy) return;
    setBusy(true);
    setMessage('');
    try {
      await send(wish, override);
    } catch (error) {
      setMessage(refusalOf(error));
      setOverride(overridesFor(error, override));
    } finally {
      setBusy(false);
    }
  };
  return {
    run,
    message,
    busy,
    /** Whether the next press goes beyond a rule. */
    insists: override.length > 0,
    /** Another wish is not what was refused. */
    reset: () => setOverride([]),
  };
}
