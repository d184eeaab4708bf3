import { useCallback, useEffect, useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import type { Named } from '../api/shapes.js';
import { useOperator } from '../operator.js';

/** Whom and where an action may be about. */
export interface Places {
  readonly barbers: readonly Named[];
  readonly locations: readonly Named[];
  /** Why there are none to choose from. */
  readonly trouble: string | null;
  readonly again: () => void;
}

export function usePlaces(): Places {
  const operator = useOperator();
  const [places, setPlaces] = useState<Omit<Places, 'again'>>({ barbers: [], locations: [], trouble: null });
  const again = useCallback(() => {
    Promise.all([
      operator.answer(client.GET('/api/v1/barbers')),
      operator.answer(client.GET('/api/v1/locations')),
    ]).then(
      ([barbers, locations]) =>
        setPlaces({ barbers: barbers.items, locations: locations.items, trouble: null }),
      (error: Error) => setPlaces((before) => ({ ...before, trouble: error.message })),
    );
  }, [operator]);
  useEffect(again, [again]);
  return { ...places, again };
}

/** The name of what was chosen, or what choosing nothing means. */
export function nameOf(items: readonly Named[], id: string, none: string): string {
  return items.find((item) => String(item.id) === id)?.name ?? none;
}
