import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { clock, day } from './format.js';
import { isolatedPoints, type Series, withGaps } from './gaps.js';

/** In pixels, where the chart names no other height. */
const USUAL_HEIGHT = 160;
const LETTER = 7.5;
/** Half of the longest label of the time axis, so that the last one is whole where data end. */
const LAST_LABEL = 24;
/** How wide a chart of a single instant is, in seconds. */
const INSTANT = 60;
const DARK = matchMedia('(prefers-color-scheme: dark)');

/** A stretch of time that is marked, in epoch seconds. */
export interface Mark {
  readonly from: number;
  readonly to: number;
}

interface Props {
  /** What a screen reader says instead of the curve. */
  readonly label: string;
  readonly series: Series;
  /** What the axis goes up to; by default, to what was measured. It begins at 0. */
  readonly top?: number | undefined;
  readonly format: (value: number) => string;
  /** How the value under the pointer is written; by default as on the axis. */
  readonly formatValue?: (value: number) => string;
  /** Steps of the axis that are round in its unit, from which one is taken. */
  readonly steps?: number[] | undefined;
  readonly marks?: readonly Mark[] | undefined;
  /** In pixels. */
  readonly height?: number;
}

/** A curve over time, in the page's colours and width. Its time axis begins and ends with the data. */
export function Chart({
  label,
  series,
  top,
  format,
  formatValue = format,
  steps,
  marks = NO_MARKS,
  height = USUAL_HEIGHT,
}: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState('');
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const say = (at: number | null | undefined, value: number | null | undefined) =>
      setPointed(
        at === null || at === undefined || value === null || value === undefined
          ? ''
          : `${day(at * 1000)}, ${clock(at * 1000)}: ${formatValue(value)}`,
      );
    const draw = () =>
      new uPlot(
        options(element, { format, top, steps, marks, height, times: series[0], say }),
        withGaps(series),
        element,
      );
    let plot = draw();
    const redraw = () => {
      plot.destroy();
      plot = draw();
    };
    const size = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    size.observe(element);
    DARK.addEventListener('change', redraw);
    return () => {
      size.disconnect();
      DARK.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [series, top, format, formatValue, steps, marks, height]);
  return (
    <div class="chart">
      <div ref={place} role="img" aria-label={label} />
      <p class="pointed quiet" aria-hidden="true">
        {pointed}
      </p>
    </div>
  );
}

/** No shorter than what the labels show, in seconds. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map(
  (minutes) => minutes * 60,
);
const NO_MARKS: readonly Mark[] = [];

interface Axis extends Pick<Props, 'format' | 'top' | 'steps'> {
  readonly marks: readonly Mark[];
  readonly height: number;
  readonly times: readonly number[];
  readonly say: (at: number | null | undefined, value: number | null | undefined) => void;
}

function options(
  element: HTMLElement,
  { format, top, steps, marks, height, times, say }: Axis,
): uPlot.Options {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const upTo = (_plot: uPlot, _least: number, most: number): uPlot.Range.MinMax => [
    0,
    top ?? (most > 0 ? most * 1.1 : 1),
  ];
  const mark = (plot: uPlot) => {
    plot.ctx.save();
    plot.ctx.fillStyle = colour('--mark');
    for (const { from, to } of marks) {
      const [left, right] = [from, to].map((at) => {
        const { min, max } = plot.scales['x']!;
        return plot.valToPos(Math.min(Math.max(at, min ?? at), max ?? at), 'x', true);
      }) as [number, number];
      plot.ctx.fillRect(left, plot.bbox.top, Math.max(2, right - left), plot.bbox.height);
    }
    plot.ctx.restore();
  };
  return {
    width: element.clientWidth,
    height,
    padding: [10, LAST_LABEL, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false },
    hooks: {
      drawClear: [mark],
      setCursor: [
        (plot) => {
          const index = plot.cursor.idx;
          if (index === null || index === undefined) say(null, null);
          else say(plot.data[0][index], plot.data[1]?.[index]);
        },
      ],
    },
    scales: {
      x: { range: spanOf(times) },
      y: { range: upTo },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 64,
        incrs: TIME_STEPS,
        values: (_plot, splits, _axis, _space, step) => splits.map((at) => instant(at, step)),
      },
      { ...axis, size: wide, ...(steps && { incrs: steps }), values: (_plot, splits) => splits.map(format) },
    ],
    series: [
      {},
      {
        stroke: colour('--accent'),
        width: 1.5,
        points: {
          show: true,
          size: 6,
          fill: colour('--accent'),
          filter: (plot) => isolatedPoints(plot.data[1] as (number | null)[]),
        },
      },
    ],
  };
}

/** From the first instant to the last: the library would go on for a day where there is but one. */
function spanOf(times: readonly number[]): uPlot.Range.MinMax {
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  return first < last ? [first, last] : [first - INSTANT, first + INSTANT];
}

/** As wide as its longest label, and no wider. */
function wide(_plot: uPlot, labels: readonly string[] | null): number {
  return 12 + LETTER * Math.max(3, ...(labels ?? []).map(({ length }) => length));
}

/** @param at epoch seconds */
function instant(at: number, stepSeconds: number): string {
  const isMidnight = clock(at * 1000) === '00:00';
  return stepSeconds >= 86_400 || isMidnight ? day(at * 1000) : clock(at * 1000);
}
