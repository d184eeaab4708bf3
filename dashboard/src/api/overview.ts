import { useState } from 'preact/hooks';
import { isTurnedAway, read } from './api.client.js';
import { usePoll } from './poll.js';
import type { AuditPage, Health, Instance, Stats } from './shapes.js';

const EVERY_MS = 10_000;

/** The last known values; what could not be read again keeps its old one. */
export interface Values {
  readonly health?: Health;
  readonly stats?: Stats;
  readonly instances?: { readonly items: readonly Instance[] };
  readonly audit?: AuditPage;
}

export interface Overview {
  readonly values: Values;
  /** Why not all values are fresh: a sentence; `null`: they are. */
  readonly trouble: string | null;
  /** Epoch milliseconds of the last time all values were fresh. */
  readonly freshAt: number | null;
  readonly refresh: () => void;
}

/** What changes by itself, read every ten seconds. */
export function useOverview(token: string, onTurnedAway: (reason: string) => void): Overview {
  const [state, setState] = useState<Omit<Overview, 'refresh'>>({ values: {}, trouble: null, freshAt: null });
  const refresh = usePoll(
    async () => {
      const [health, stats, instances, audit] = await Promise.allSettled([
        read<Health>('cache/health', token),
        read<Stats>('cache/stats', token),
        read<{ items: Instance[] }>('cache/instances', token),
        read<AuditPage>('cache/audit', token),
      ]);
      const failures = [health, stats, instances, audit].flatMap((result) =>
        result.status === 'rejected' ? [result.reason as Error] : [],
      );
      const refusal = failures.find(isTurnedAway);
      if (refusal !== undefined) {
        onTurnedAway(refusal.message);
        return;
      }
      setState(({ values, freshAt }) => ({
        values: {
          ...values,
          ...(health.status === 'fulfilled' && { health: health.value }),
          ...(stats.status === 'fulfilled' && { stats: stats.value }),
          ...(instances.status === 'fulfilled' && { instances: instances.value }),
          ...(audit.status === 'fulfilled' && { audit: audit.value }),
        },
        trouble: failures[0]?.message ?? null,
        freshAt: failures.length === 0 ? Date.now() : freshAt,
      }));
    },
    EVERY_MS,
    token,
  );
  return { ...state, refresh };
}
