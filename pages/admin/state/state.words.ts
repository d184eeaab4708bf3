import { clock, percent } from '../../parts/format.js';
import type { en } from '../../texts/en.js';
import type { Health, Level, Stats } from '../api/shapes.js';

/** How things are, in one sentence, and how serious that is. */
export interface StateOfCache {
  readonly level: Level;
  readonly sentence: string;
}

interface Known {
  readonly health?: Health;
  readonly stats?: Stats;
  /** Why the values are not fresh. */
  readonly trouble: string | null;
  /** Epoch milliseconds of the last time they were. */
  readonly freshAt: number | null;
}

/** The worst that is known comes first; what is not known is never called healthy. Pure. @param texts the page's */
export function stateOf(
  { health, stats, trouble, freshAt }: Known,
  texts: (typeof en)['admin'],
): StateOfCache {
  const words = texts.state;
  if (trouble !== null) {
    return {
      level: 'unknown',
      sentence: freshAt === null ? words.noAnswer(trouble) : words.old(trouble, clock(freshAt)),
    };
  }
  if (health === undefined || stats === undefined) return { level: 'unknown', sentence: texts.reading };
  const { mode, suspended, scope, instances, hits, misses, hitRate } = stats;
  if (mode === 'off') return { level: 'unknown', sentence: words.off };
  if (suspended !== null) {
    const since = clock(Date.parse(suspended.since));
    const reasons = suspended.reasons.map((reason) => words.reasons[reason] ?? reason);
    return { level: 'critical', sentence: words.suspended(reasons, since) };
  }
  const place = mode === 'redis' ? words.redis : words.memory;
  const served = words.serves(
    place,
    hits + misses === 0 ? null : percent(hitRate),
    scope === 'fleet' ? instances : 0,
  );
  const worst = health.metrics.find(({ status }) => status === health.status);
  if (health.status === 'critical' || health.status === 'warning') {
    return { level: health.status, sentence: words.but(served, worst?.message ?? '') };
  }
  if (health.status === 'unknown') return { level: 'unknown', sentence: words.unknown };
  const unknown = health.metrics.filter(({ status }) => status === 'unknown').map(({ name }) => name);
  const [availability] = health.metrics;
  if (availability?.status === 'unknown') return { level: 'unknown', sentence: words.unknown };
  return {
    level: 'healthy',
    sentence: words.healthy(
      served,
      unknown.map((name) => texts.metrics[name]),
    ),
  };
}
