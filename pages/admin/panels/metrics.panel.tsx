import type { HealthMetric } from '../api/shapes.js';
import { bytes, count, milliseconds, percent, title, UNKNOWN } from '../../parts/format.js';
import { LevelBadge } from '../parts/level.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';

const SHOWN: Record<HealthMetric['unit'], (value: number | null) => string> = {
  boolean: (value) => (value === null ? UNKNOWN : value === 1 ? 'yes' : 'no'),
  ms: milliseconds,
  bytes,
  rate: percent,
  connections: count,
};

export function Metrics({ metrics }: { readonly metrics: readonly HealthMetric[] }) {
  return (
    <Panel title="Health">
      <p class="quiet">Of the instance that answered. Unknown: nothing was measured.</p>
      <Table
        caption="Health metrics"
        stacks
        head={['Metric', 'Level', '#Value', '#Threshold', 'In words']}
        rows={metrics.map(({ name, status, value, threshold, unit, message }) => [
          title(name),
          <LevelBadge level={status} />,
          SHOWN[unit](value),
          SHOWN[unit](threshold),
          message,
        ])}
      />
    </Panel>
  );
}
