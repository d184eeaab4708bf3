import { useMemo, useState } from 'preact/hooks';
import { read } from '../api/api.client.js';
import type { Sample, Trend, Trends } from '../api/shapes.js';
import { usePoll } from '../api/use-poll.js';
import { bytes, milliseconds, moment, percent, title } from '../format.js';
import { Chart } from '../parts/chart.js';
import { Panel } from '../parts/panel.js';

/** A week has some ten thousand samples, and they come slowly. */
const EVERY_MS = 60_000;

const SPANS = [
  [24, '24 hours'],
  [168, '7 days'],
] as const;

const CURVES = [
  ['hitRate', 'Hit rate', percent],
  ['responseTimeMs', 'Response time (p95)', milliseconds],
  ['usedMemoryBytes', 'Redis memory', bytes],
] as const satisfies [keyof Sample, string, (value: number) => string][];

export function TrendsPanel({ token }: { readonly token: string }) {
  const [hours, setHours] = useState<number>(24);
  const [trends, setTrends] = useState<Trends>();
  usePoll(
    // Away or turned away: the overview, which is read more often, says so.
    () => read<Trends>(`cache/monitoring/trends?hours=${hours}`, token).catch(() => undefined),
    (fresh) => fresh && setTrends(fresh),
    EVERY_MS,
    `${hours} ${token}`,
  );
  return (
    <Panel title="Trends">
      <div class="choice" role="group" aria-label="How far back">
        {SPANS.map(([value, name]) => (
          <button key={value} aria-pressed={value === hours} onClick={() => setHours(value)}>
            {name}
          </button>
        ))}
      </div>
      {trends && <Curves trends={trends} />}
      {trends && <Degradations trends={trends} />}
    </Panel>
  );
}

function Curves({ trends: { samples, summary } }: { readonly trends: Trends }) {
  const times = useMemo(() => samples.map(({ at }) => Date.parse(at) / 1000), [samples]);
  return (
    <div class="charts">
      {CURVES.map(([key, name, format]) => (
        <Curve
          key={key}
          name={name}
          times={times}
          samples={samples}
          of={key}
          trend={summary[key]}
          format={format}
        />
      ))}
    </div>
  );
}

interface CurveProps {
  readonly name: string;
  readonly times: readonly number[];
  readonly samples: readonly Sample[];
  readonly of: 'hitRate' | 'responseTimeMs' | 'usedMemoryBytes';
  readonly trend: Trend | undefined;
  readonly format: (value: number) => string;
}

function Curve({ name, times, samples, of, trend, format }: CurveProps) {
  const values = useMemo(() => samples.map((sample) => sample[of]), [samples, of]);
  const words =
    trend === undefined
      ? 'nothing measured'
      : `${format(trend.last)}, ${trend.direction}; ${format(trend.min)} to ${format(trend.max)}`;
  return (
    <figure>
      <figcaption>
        {name} <span class="quiet">{words}</span>
      </figcaption>
      {trend && <Chart label={`${name} over time: ${words}`} times={times} values={values} format={format} />}
    </figure>
  );
}

function Degradations({ trends: { degradations } }: { readonly trends: Trends }) {
  return (
    <>
      <h3>Degradations</h3>
      {degradations.length === 0 ? (
        <p>None.</p>
      ) : (
        <ul>
          {degradations.map(({ metric, from, to, message }) => (
            <li key={metric + from}>
              <strong>{title(metric)}</strong>, {moment(from)} to {moment(to)}: {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
