import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clock, day } from './format.js';
import { type Series, withGaps } from './gaps.js';

const HEIGHT = 160;
const LETTER = 7.5;
const DARK = matchMedia('(prefers-color-scheme: dark)');

interface Props {
  /** What a screen reader says instead of the curve. */
  readonly label: string;
  readonly series: Series;
  /** What the axis goes up to; by default, to what was measured. It begins at 0. */
  readonly top?: number | undefined;
  readonly format: (value: number) => string;
  /** Steps of the axis that are round in its unit, from which one is taken. */
  readonly steps?: number[] | undefined;
}

/** A curve over time, in the page's colours and width. */
export function Chart({ label, series, top, format, steps }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = () => new uPlot(options(element, { format, top, steps }), withGaps(series), element);
    let plot = draw();
    const redraw = () => {
      plot.destroy();
      plot = draw();
    };
    const size = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    size.observe(element);
    DARK.addEventListener('change', redraw);
    return () => {
      size.disconnect();
      DARK.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [series, top, format, steps]);
  return <div ref={place} class="chart" role="img" aria-label={label} />;
}

type Axis = Pick<Props, 'format' | 'top' | 'steps'>;

function options(element: HTMLElement, { format, top, steps }: Axis): uPlot.Options {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const range = (_plot: uPlot, _least: number, most: number): uPlot.Range.MinMax => [
    0,
    top ?? (most > 0 ? most * 1.1 : 1),
  ];
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { y: { range } },
    axes: [
      {
        ...axis,
        size: 24,
        values: (_plot, splits, _axis, _space, step) => splits.map((at) => instant(at, step)),
      },
      { ...axis, size: wide, ...(steps && { incrs: steps }), values: (_plot, splits) => splits.map(format) },
    ],
    series: [{}, { stroke: colour('--accent'), width: 1.5, points: { show: false } }],
  };
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
