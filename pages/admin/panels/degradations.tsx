import { useMemo } from 'preact/hooks';
import { moment } from '../../parts/format.js';
import { CappedList } from '../../parts/capped.list.js';
import { texts } from '../../texts/texts.js';
import type { Degradation } from '../api/shapes.js';

const SHOWN = 5;

/** The newest first: operators search for recent ones. */
export function Degradations({ of }: { readonly of: readonly Degradation[] }) {
  const words = texts.admin.degradations;
  const newest = useMemo(() => of.toSorted((left, right) => right.from.localeCompare(left.from)), [of]);
  return (
    <>
      <h3>
        <span class="mark" aria-hidden="true" /> {words.title}
      </h3>
      {newest.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <CappedList of={newest} most={SHOWN}>
          {({ metric, from, to, isOngoing, message }) => (
            <>
              <strong>{texts.admin.trends.names[metric]}</strong>,{' '}
              {words.fromTo(moment(from), isOngoing ? words.now : moment(to))}: {message}
            </>
          )}
        </CappedList>
      )}
    </>
  );
}
