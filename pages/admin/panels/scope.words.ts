import type { Stats } from '../api/shapes.js';
import { plural } from '../../parts/format.js';

/** Whose counters are shown, and how old they are at most. */
export function scopeSentence({
  scope,
  instances,
  ageSeconds,
}: Pick<Stats, 'scope' | 'instances' | 'ageSeconds'>) {
  if (scope === 'instance') return 'Of the instance that answered only, since its start.';
  if (instances === 1) return 'Of the only instance, since its start.';
  return `Of ${plural(instances, 'instance')}, each since its start; the oldest report is ${ageSeconds.toFixed(0)} s old.`;
}
