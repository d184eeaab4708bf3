import { useState } from 'preact/hooks';
import type { Api } from './api.client.js';
import type { AuditPage, Health, Instance, Stats } from './shapes.js';
import { usePoll } from './use-poll.js';

const EVERY_MS = 10_000;

/** The last known values; what could not be read again keeps its old one. */
interface Values {
  readonly health?: Health;
  readonly stats?: Stats;
  readonly instances?: { readonly items: readonly Instance[] };
  readonly audit?: AuditPage;
}

interface Overview {
  readonly values: Values;
  /** Why not all values are fresh: a sentence; `null`: they are. */
  readonly trouble: string | null;
  /** Epoch milliseconds of the last time all values were fresh. */
  readonly freshAt: number | null;
}

/** What changes by itself, read every ten seconds; `refresh` reads it at once. */
export function useOverview(api: Api): Overview & { readonly refresh: () => void } {
  const [overview, setOverview] = useState<Overview>({ values: {}, trouble: null, freshAt: null });
  const refresh = usePoll(
    () => readAll(api),
    ({ values, failures }) =>
      setOverview((before) => ({
        values: { ...before.values, ...values },
        trouble: failures[0]?.message ?? null,
        freshAt: failures.length === 0 ? Date.now() : before.freshAt,
      })),
    EVERY_MS,
    '',
  );
  return { ...overview, refresh };
}

/** Each by itself: what one part of the server cannot say does not hide what another can. */
async function readAll(api: Api): Promise<{ values: Values; failures: Error[] }> {
  const [health, stats, instances, audit] = await Promise.allSettled([
    api.read<Health>('cache/health'),
    // Without the database only the counters of the instance that answers are known.
    api.read<Stats>('cache/stats?scope=fleet').catch(() => api.read<Stats>('cache/stats')),
    api.read<{ items: Instance[] }>('cache/instances'),
    api.read<AuditPage>('cache/audit'),
  ]);
  return {
    values: {
      ...(health.status === 'fulfilled' && { health: health.value }),
      ...(stats.status === 'fulfilled' && { stats: stats.value }),
      ...(instances.status === 'fulfilled' && { instances: instances.value }),
      ...(audit.status === 'fulfilled' && { audit: audit.value }),
    },
    failures: [health, stats, instances, audit].flatMap((result) =>
      result.status === 'rejected' ? [result.reason as Error] : [],
    ),
  };
}
