import { useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import { type Moment, momentOf, withMoment } from '../live/moments.js';
import { type Operator, useOperator } from '../operator.js';
import { type Scope, statsQuery } from './scope.js';
import type { Health, Instance, Stats } from './shapes.js';
import { usePoll } from './use-poll.js';

const EVERY_MS = 5_000;

/** The last known values; what could not be read again keeps its old one. */
interface Values {
  readonly health?: Health;
  readonly stats?: Stats;
  readonly instances?: readonly Instance[];
}

export interface Overview {
  readonly values: Values;
  /** The counters as they were read in the last minutes. */
  readonly moments: readonly Moment[];
  /** Why not all values are fresh: a sentence; `null`: they are. */
  readonly trouble: string | null;
  /** Epoch milliseconds of the last time all values were fresh. */
  readonly freshAt: number | null;
}

const NOTHING_YET: Overview = { values: {}, moments: [], trouble: null, freshAt: null };

/** What changes by itself, read every five seconds; `refresh` reads it at once. */
export function useOverview(scope: Scope): Overview & { readonly refresh: () => void } {
  const operator = useOperator();
  const [overview, setOverview] = useState({ scope, ...NOTHING_YET });
  const refresh = usePoll(
    () => readAll(operator, scope),
    ({ values, failures }) =>
      setOverview((before) => {
        const { health, instances } = before.values;
        const kept =
          before.scope === scope ? before : { ...NOTHING_YET, values: onlyKnown({ health, instances }) };
        return {
          scope,
          values: { ...kept.values, ...values },
          moments:
            values.stats === undefined
              ? kept.moments
              : withMoment(kept.moments, momentOf(values.stats, Date.now())),
          trouble: failures[0]?.message ?? null,
          freshAt: failures.length === 0 ? Date.now() : kept.freshAt,
        };
      }),
    EVERY_MS,
    scope,
  );
  return { ...overview, refresh };
}

/** Each by itself: what one part of the server cannot say does not hide what another can. */
async function readAll(operator: Operator, scope: Scope): Promise<{ values: Values; failures: Error[] }> {
  const stats = async (query: ReturnType<typeof statsQuery> | { scope: 'instance' }) =>
    operator.answer(client.GET('/api/v1/cache/stats', { params: { query } }));
  const [health, counters, instances] = await Promise.allSettled([
    operator.answer(client.GET('/api/v1/cache/health')),
    // Without the database only the counters of the instance that answers are known.
    scope === 'fleet'
      ? stats(statsQuery(scope)).catch(() => stats({ scope: 'instance' }))
      : stats(statsQuery(scope)),
    operator.answer(client.GET('/api/v1/cache/instances')),
  ]);
  return {
    values: onlyKnown({
      health: health.status === 'fulfilled' ? health.value : undefined,
      stats: counters.status === 'fulfilled' ? counters.value : undefined,
      instances: instances.status === 'fulfilled' ? instances.value.items : undefined,
    }),
    failures: [health, counters, instances].flatMap((result) =>
      result.status === 'rejected' ? [result.reason as Error] : [],
    ),
  };
}

function onlyKnown(values: { [Name in keyof Values]?: Values[Name] | undefined }): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
