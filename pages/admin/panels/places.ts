import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Api } from '../api/api.client.js';
import type { Named } from '../api/shapes.js';

/** Whom and where an action may be about. */
export interface Places {
  readonly barbers: readonly Named[];
  readonly locations: readonly Named[];
  /** Why there are none to choose from. */
  readonly trouble: string | null;
  readonly again: () => void;
}

export function usePlaces(api: Api): Places {
  const [places, setPlaces] = useState<Omit<Places, 'again'>>({ barbers: [], locations: [], trouble: null });
  const again = useCallback(() => {
    const list = (path: string) => api.read<{ items: Named[] }>(path);
    Promise.all([list('barbers'), list('locations')]).then(
      ([barbers, locations]) =>
        setPlaces({ barbers: barbers.items, locations: locations.items, trouble: null }),
      (error: Error) => setPlaces((before) => ({ ...before, trouble: error.message })),
    );
  }, [api]);
  useEffect(again, [again]);
  return { ...places, again };
}

/** The name of what was chosen, or what choosing nothing means. */
export function nameOf(items: readonly Named[], id: string, none: string): string {
  return items.find((item) => String(item.id) === id)?.name ?? none;
}
