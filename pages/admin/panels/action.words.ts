import type { WarmUpStats } from '../api/shapes.js';
import { count, duration, plural } from '../../parts/format.js';
import type { Outcome } from '../../parts/outcome.js';

interface Answer {
  readonly message?: string;
  readonly cancelled?: boolean;
  readonly invalidated?: { readonly tags: number; readonly regions: readonly string[] };
  readonly stats?: WarmUpStats;
}

/** What a warm-up has done, or has done so far. */
function warmUpSentence({ planned, warmed, fresh, failed, durationMs }: WarmUpStats): string {
  const left = planned - warmed - fresh - failed;
  const parts = [`${count(warmed)} loaded`, `${count(fresh)} fresh`, `${count(failed)} failed`];
  if (left > 0) parts.push(`${count(left)} left undone`);
  return `Of ${count(planned)} planned: ${parts.join(', ')}, in ${duration(durationMs)}.`;
}

/** What an action's answer says, in one sentence or two. */
function answerSentence({ message, cancelled, invalidated, stats }: Answer): string {
  if (cancelled !== undefined) return cancelled ? 'One was running, and is cancelled.' : 'None was running.';
  const said = [message ?? 'Done.'];
  if (invalidated !== undefined)
    said.push(`${plural(invalidated.tags, 'tag')}, in ${invalidated.regions.join(', ')}.`);
  if (stats !== undefined) said.push(warmUpSentence(stats));
  return said.join(' ');
}

/** An answer, and whether all of it was done. */
export function outcomeOf(answer: unknown): Outcome {
  const known = (answer ?? {}) as Answer;
  return { level: isWhole(known) ? 'good' : 'warning', message: answerSentence(known) };
}

/** A store that does not answer forgets when it is back: its tags are none. */
function isWhole({ stats, invalidated, message = '' }: Answer): boolean {
  if (stats !== undefined) return stats.failed === 0 && stats.warmed + stats.fresh === stats.planned;
  return invalidated === undefined || !message.includes('does not answer');
}

/** Anything that was asked or answered: an answer as its sentence, another object as `name: value`. */
export function valueSentence(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('message' in value || 'cancelled' in value) return answerSentence(value as Answer);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`)
    .join(', ');
}
