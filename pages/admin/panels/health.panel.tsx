import { bytes, count, milliseconds, percent, UNKNOWN } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import type { HealthMetric } from '../api/shapes.js';

/** The six metrics against their thresholds. */
export function HealthMetrics({ metrics }: { readonly metrics: readonly HealthMetric[] }) {
  const words = texts.admin.health;
  const shown: Record<HealthMetric['unit'], (value: number | null) => string> = {
    boolean: (value) => (value === null ? UNKNOWN : value === 1 ? words.yes : words.no),
    ms: milliseconds,
    bytes,
    rate: percent,
    connections: count,
  };
  return (
    <Panel title={words.title} id="health">
      <p class="quiet">{words.about}</p>
      <Table
        caption={words.caption}
        stacks
        head={[words.metric, words.level, `#${words.value}`, `#${words.threshold}`, words.inWords]}
        rows={metrics.map(({ name, status, value, threshold, unit, message }) => [
          texts.admin.metrics[name],
          <span class={`level ${status}`}>{texts.admin.levels[status]}</span>,
          shown[unit](value),
          shown[unit](threshold),
          message,
        ])}
      />
    </Panel>
  );
}
