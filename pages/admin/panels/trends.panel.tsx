import { useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import { Panel } from '../../parts/panel.js';
import { texts } from '../../texts/texts.js';
import { type Scope, trendsQuery } from '../api/scope.js';
import { useKnown } from '../api/use-known.js';
import { useOperator } from '../operator.js';
import { CurveFigure } from './curve.figure.js';
import { CURVES } from './curves.js';
import { Degradations } from './degradations.js';

/** Samples come once a minute. */
const EVERY_MS = 60_000;
const SPANS = [1, 24, 168] as const;

/** How everything developed, over an hour, a day or a week. */
export function TrendsPanel({ scope }: { readonly scope: Scope }) {
  const [hours, setHours] = useState<(typeof SPANS)[number]>(24);
  const operator = useOperator();
  const words = texts.admin.trends;
  const [{ value: trends, trouble }] = useKnown(
    () =>
      operator.answer(
        client.GET('/api/v1/cache/monitoring/trends', { params: { query: trendsQuery(scope, hours) } }),
      ),
    EVERY_MS,
    `${scope} ${hours}`,
  );
  return (
    <Panel title={words.title} id="trends">
      <div class="choice" role="group" aria-label={words.howFar}>
        {SPANS.map((value) => (
          <button key={value} type="button" aria-pressed={value === hours} onClick={() => setHours(value)}>
            {words.spans[value]}
          </button>
        ))}
      </div>
      {trouble !== undefined && <p class="warning">{words.trouble(trouble)}</p>}
      {trends === undefined ? (
        <p class="quiet">{texts.admin.reading}</p>
      ) : (
        <>
          <div class="charts">
            {CURVES.map((curve) => (
              <CurveFigure key={curve.of} curve={curve} trends={trends} heading="h3" />
            ))}
          </div>
          <Degradations of={trends.degradations} />
        </>
      )}
    </Panel>
  );
}
