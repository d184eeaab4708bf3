import { texts } from '../../texts/texts.js';
import type { Health } from '../api/shapes.js';
import type { StateOfCache } from './state.words.js';

interface Props {
  readonly state: StateOfCache;
  readonly health: Health | undefined;
}

/** How things are, in a sentence that screen readers announce when it changes. */
export function State({ state: { level, sentence }, health }: Props) {
  const advice = health?.recommendations ?? [];
  return (
    <section class={`state ${level}`} aria-label={texts.admin.state.title}>
      <p role="status">
        <strong class="badge">{texts.admin.levels[level]}</strong> <span>{sentence}</span>
      </p>
      {advice.length > 0 && (
        <details>
          <summary>{texts.admin.state.advice(advice.length)}</summary>
          <ul>
            {advice.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
