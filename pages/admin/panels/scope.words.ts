import type { Stats } from '../api/shapes.js';
import { texts } from '../../texts/texts.js';

/** Whose counters are shown, and how old they are at most. */
export function scopeSentence({
  scope,
  instances,
  ageSeconds,
}: Pick<Stats, 'scope' | 'instances' | 'ageSeconds'>): string {
  const words = texts.admin.scope;
  if (scope === 'instance') return words.ofOne;
  return instances === 1 ? words.ofOnly : words.ofAll(instances, ageSeconds.toFixed(0));
}
