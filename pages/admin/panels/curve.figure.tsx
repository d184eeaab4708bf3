import { useMemo } from 'preact/hooks';
import { Chart } from '../../parts/chart.js';
import { moment } from '../../parts/format.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import type { Degradation, Trends } from '../api/shapes.js';
import type { Curve } from './curves.js';

/** Rows of a curve's table that are shown unasked. */
const SHOWN = 10;

interface Props {
  readonly curve: Curve;
  readonly trends: Trends;
  readonly heading: 'h2' | 'h3';
  /** In pixels. */
  readonly height?: number;
}

/** A curve with its degradations marked, what it says in words, and its numbers in a table. */
export function CurveFigure({
  curve: { of, format, onAxis = format, top, steps },
  trends,
  heading: Heading,
  height,
}: Props) {
  const { samples, degradations } = trends;
  const words = texts.admin.trends;
  const name = words.names[of];
  const series = useMemo(
    () => [samples.map(({ at }) => Date.parse(at) / 1000), samples.map((sample) => sample[of])] as const,
    [samples, of],
  );
  const marks = useMemo(
    () => degradations.filter(({ metric }) => metric === of || metric === 'availability').map(markOf),
    [degradations, of],
  );
  const measured = series[1].filter((value) => value !== null);
  const said = sentenceOf(measured, trends, of, format);
  return (
    <figure>
      <figcaption>
        <Heading>{name}</Heading>
        <span class="quiet">{said}</span>
      </figcaption>
      {measured.length === 0 ? (
        <p class="empty quiet">{words.nothing}</p>
      ) : (
        <>
          <Chart
            label={words.overTime(name, said, marks.length)}
            series={series}
            top={top}
            format={onAxis}
            formatValue={format}
            steps={steps}
            marks={marks}
            {...(height !== undefined && { height })}
          />
          <details>
            <summary>{words.asTable(name)}</summary>
            <Table
              caption={words.tableOf(name)}
              head={[words.when, `#${name}`]}
              most={SHOWN}
              rows={samples
                .toReversed()
                .map((sample) => [
                  moment(sample.at),
                  sample[of] === null ? words.unknown : format(sample[of]),
                ])}
            />
          </details>
        </>
      )}
    </figure>
  );
}

function markOf({ from, to }: Degradation) {
  return { from: Date.parse(from) / 1000, to: Date.parse(to) / 1000 };
}

function sentenceOf(
  measured: readonly number[],
  { summary }: Trends,
  of: Curve['of'],
  format: Curve['format'],
): string {
  const last = measured.at(-1);
  const words = texts.admin.trends;
  if (last === undefined) return words.unknown;
  const direction = of in summary ? summary[of as keyof typeof summary]?.direction : undefined;
  return words.sentence(
    format(last),
    format(Math.min(...measured)),
    format(Math.max(...measured)),
    direction === undefined ? '' : (words.directions[direction] ?? ''),
  );
}
