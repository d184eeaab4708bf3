import { useMemo, useState } from 'preact/hooks';
import type { Api } from '../api/api.client.js';
import type { Sample, Trend, Trends } from '../api/shapes.js';
import { usePoll } from '../api/use-poll.js';
import { bytes, count, milliseconds, percent, wholePercent } from '../../parts/format.js';
import { Chart } from '../../parts/chart.js';
import { Panel } from '../../parts/panel.js';
import { Degradations } from './degradations.js';

/** Samples come slowly. */
const EVERY_MS = 60_000;

const SPANS = [
  [24, '24 hours'],
  [168, '7 days'],
] as const;

interface Curve {
  readonly of: Exclude<keyof Sample, 'at' | 'status'>;
  readonly name: string;
  readonly format: (value: number) => string;
  /** On the axis, where it is another. */
  readonly onAxis?: (value: number) => string;
  readonly top?: number;
  readonly steps?: number[];
}

/** From 1 to 2^40 bytes. */
const BINARY = Array.from({ length: 41 }, (_, power) => 2 ** power);
const WHOLE = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000,
];

const CURVES: readonly Curve[] = [
  { of: 'hitRate', name: 'Hit rate', format: percent, onAxis: wholePercent, top: 1 },
  { of: 'requests', name: 'Requests', format: count, steps: WHOLE },
  { of: 'responseTimeMs', name: 'Response time (p95)', format: milliseconds },
  { of: 'usedMemoryBytes', name: 'Redis memory', format: bytes, steps: BINARY },
  { of: 'connectedClients', name: 'Redis connections', format: count, steps: WHOLE },
];

export function TrendsPanel({ api }: { readonly api: Api }) {
  const [hours, setHours] = useState<number>(24);
  const [trends, setTrends] = useState<Trends>();
  const [trouble, setTrouble] = useState('');
  usePoll(
    () => api.read<Trends>(`cache/monitoring/trends?hours=${hours}`).catch((error: Error) => error),
    (fresh) => {
      setTrouble(fresh instanceof Error ? fresh.message : '');
      if (!(fresh instanceof Error)) setTrends(fresh);
    },
    EVERY_MS,
    `${hours}`,
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
      {trouble && <p class="warning">The trends could not be read: {trouble}</p>}
      {trends && <Curves trends={trends} />}
      {trends && <Degradations of={trends.degradations} />}
    </Panel>
  );
}

function Curves({ trends: { samples, summary } }: { readonly trends: Trends }) {
  const times = useMemo(() => samples.map(({ at }) => Date.parse(at) / 1000), [samples]);
  return (
    <div class="charts">
      {CURVES.map((curve) => (
        <Figure
          key={curve.of}
          curve={curve}
          times={times}
          samples={samples}
          trend={summary[curve.of] ?? null}
        />
      ))}
    </div>
  );
}

interface FigureProps {
  readonly curve: Curve;
  readonly times: readonly number[];
  readonly samples: readonly Sample[];
  readonly trend: Trend | null;
}

function Figure({
  curve: { of, name, format, onAxis = format, top, steps },
  times,
  samples,
  trend,
}: FigureProps) {
  const series = useMemo(() => [times, samples.map((sample) => sample[of])] as const, [times, samples, of]);
  const words =
    trend === null
      ? 'nothing measured'
      : `${format(trend.last)}, ${trend.direction}; ${format(trend.min)} to ${format(trend.max)}`;
  return (
    <figure>
      <figcaption>
        {name} <span class="quiet">{words}</span>
      </figcaption>
      {trend && (
        <Chart
          label={`${name} over time: ${words}`}
          series={series}
          top={top}
          format={onAxis}
          steps={steps}
        />
      )}
    </figure>
  );
}
