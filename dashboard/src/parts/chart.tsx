import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clock, day } from '../format.js';

const HEIGHT = 160;
const DARK = matchMedia('(prefers-color-scheme: dark)');

interface Props {
  /** What a person who does not see the curve is told. */
  readonly label: string;
  /** Epoch seconds. */
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
}

/** A curve over time, in the page's colours and width. */
export function Chart({ label, times, values, format }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = () => new uPlot(options(element, format), [[...times], [...values]], element);
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
  }, [times, values, format]);
  return <div ref={place} class="chart" role="img" aria-label={label} />;
}

function options(element: HTMLElement, format: (value: number) => string): uPlot.Options {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { y: { range: { min: { pad: 0.1, soft: 0, mode: 2 }, max: { pad: 0.1, soft: 0, mode: 2 } } } },
    axes: [
      { ...axis, values: (_plot, splits, _axis, _space, step) => splits.map((at) => instant(at, step)) },
      { ...axis, size: 76, values: (_plot, splits) => splits.map(format) },
    ],
    series: [{}, { stroke: colour('--accent'), width: 1.5, points: { show: false } }],
  };
}

/** @param at epoch seconds */
function instant(at: number, stepSeconds: number): string {
  const isMidnight = clock(at * 1000) === '00:00';
  return stepSeconds >= 86_400 || isMidnight ? day(at * 1000) : clock(at * 1000);
}
