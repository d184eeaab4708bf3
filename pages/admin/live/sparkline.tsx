interface Props {
  /** `null`: nothing was measured then; the line is broken there. */
  readonly values: readonly (number | null)[];
  /** What the upper edge stands for; by default the largest value. The lower edge is 0. */
  readonly top?: number;
}

const WIDTH = 120;
const HEIGHT = 32;
const MARGIN = 3;

/** A curve without axes beside a figure that says the value, so it is hidden from screen readers. */
export function Sparkline({ values, top }: Props) {
  const most = top ?? Math.max(0, ...values.map((value) => value ?? 0));
  const x = (index: number) =>
    values.length === 1 ? WIDTH / 2 : MARGIN + (index * (WIDTH - 2 * MARGIN)) / (values.length - 1);
  const y = (value: number) => HEIGHT - MARGIN - (most === 0 ? 0 : (value / most) * (HEIGHT - 2 * MARGIN));
  const runs = runsOf(values);
  const last = runs.at(-1)?.at(-1);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMinYMid"
      aria-hidden="true"
    >
      {runs.map((run) =>
        run.length === 1 ? (
          run[0] !== last && <circle key={run[0]![0]} cx={x(run[0]![0])} cy={y(run[0]![1])} r="1.5" />
        ) : (
          <polyline
            key={run[0]![0]}
            points={run.map(([index, value]) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
          />
        ),
      )}
      {last && <circle class="last" cx={x(last[0])} cy={y(last[1])} r="2.5" />}
    </svg>
  );
}

type Point = readonly [index: number, value: number];

/** The values in the stretches that are not broken. */
function runsOf(values: readonly (number | null)[]): Point[][] {
  const runs: Point[][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)![0] === index - 1) run.push([index, value]);
    else runs.push([[index, value]]);
  });
  return runs;
}
