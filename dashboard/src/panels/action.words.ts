import { seconds } from '../format.js';

interface Answer {
  readonly message?: string;
  readonly invalidated?: { readonly tags: number; readonly regions: readonly string[] };
  readonly stats?: {
    readonly planned: number;
    readonly warmed: number;
    readonly fresh: number;
    readonly failed: number;
    readonly durationMs: number;
  };
}

/** What an action's answer says, in one sentence or two. */
export function answerSentence(answer: unknown): string {
  const { message, invalidated, stats } = (answer ?? {}) as Answer;
  const said = [message ?? 'Done.'];
  if (invalidated !== undefined) said.push(`${invalidated.tags} tags, in ${invalidated.regions.join(', ')}.`);
  if (stats !== undefined) {
    const { planned, warmed, fresh, failed, durationMs } = stats;
    said.push(
      `Of ${planned}, ${warmed} were loaded, ${fresh} were fresh, ${failed} failed, in ${seconds(durationMs / 1000)}.`,
    );
  }
  return said.join(' ');
}

/** Anything that was asked or answered: an answer as its sentence, another object as `name: value`. */
export function valueSentence(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('message' in value) return answerSentence(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`)
    .join(', ');
}
