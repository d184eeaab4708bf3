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
