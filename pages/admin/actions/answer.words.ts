import { count, duration } from '../../parts/format.js';
import type { Outcome } from '../../parts/outcome.js';
import { texts } from '../../texts/texts.js';
import type { WarmUpStats } from '../api/shapes.js';

interface Answer {
  readonly message?: string;
  readonly cancelled?: boolean;
  readonly invalidated?: { readonly tags: number; readonly regions: readonly string[] };
  readonly stats?: WarmUpStats;
}

/** What a warm-up has done, or has done so far. */
export function warmUpSentence({ planned, warmed, fresh, failed, durationMs }: WarmUpStats): string {
  const words = texts.admin.warmUp;
  const left = planned - warmed - fresh - failed;
  const parts = [words.loaded(count(warmed)), words.fresh(count(fresh)), words.failed(count(failed))];
  if (left > 0) parts.push(words.left(count(left)));
  return words.done(count(planned), parts.join(', '), duration(durationMs));
}

/** What an action's answer says, in one sentence or two. */
function answerSentence({ message, cancelled, invalidated, stats }: Answer): string {
  const words = texts.admin.actions;
  if (cancelled !== undefined) return cancelled ? words.cancelled : words.noneRan;
  const said = [message ?? words.done];
  if (invalidated !== undefined) said.push(words.touched(invalidated.tags, invalidated.regions));
  if (stats !== undefined) said.push(warmUpSentence(stats));
  return said.join(' ');
}

/** An answer, and whether all of it was done. */
export function outcomeOf(answer: Answer): Outcome {
  return { level: isWhole(answer) ? 'good' : 'warning', message: answerSentence(answer) };
}

/** A store that does not answer forgets when it is back: its tags are none. */
function isWhole({ stats, invalidated }: Answer): boolean {
  if (stats !== undefined) return stats.failed === 0 && stats.warmed + stats.fresh === stats.planned;
  return invalidated === undefined || invalidated.tags > 0;
}

/** Anything that was asked or answered: an answer as its sentence, another object as `name: value`. */
export function valueSentence(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('message' in value || 'cancelled' in value) return answerSentence(value as Answer);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`)
    .join(', ');
}
