import { useMemo } from 'preact/hooks';
import type { Trends } from '../api/shapes.js';
import { moment, title } from '../../parts/format.js';
import { CappedList } from '../../parts/capped.list.js';

const SHOWN = 5;

/** The newest first: they are what is looked for. */
export function Degradations({ of }: { readonly of: Trends['degradations'] }) {
  const newest = useMemo(() => of.toSorted((left, right) => right.from.localeCompare(left.from)), [of]);
  return (
    <>
      <h3>Degradations</h3>
      {newest.length === 0 ? (
        <p>None.</p>
      ) : (
        <CappedList of={newest} most={SHOWN}>
          {({ metric, from, to, isOngoing, message }) => (
            <>
              <strong>{title(metric)}</strong>, {moment(from)} to {isOngoing ? 'now' : moment(to)}: {message}
            </>
          )}
        </CappedList>
      )}
    </>
  );
}
