import type { Stats } from '../api/shapes.js';
import { count, milliseconds, seconds } from '../../parts/format.js';
import { Facts } from '../../parts/facts.js';
import { Panel } from '../../parts/panel.js';

export function Invalidation({ invalidation }: { readonly invalidation: Stats['invalidation'] }) {
  const { events, tags, pending, oldestPendingSeconds, lagMs } = invalidation;
  return (
    <Panel title="Invalidation">
      <Facts
        of={[
          ['Events', count(events)],
          ['Tags forgotten', count(tags)],
          [
            'Pending',
            pending === 0 || oldestPendingSeconds === null
              ? count(pending)
              : `${count(pending)}, the oldest for ${seconds(oldestPendingSeconds)}`,
          ],
          ['From commit to forgotten, half of them within', milliseconds(lagMs.p50)],
          ['99 % within', milliseconds(lagMs.p99)],
        ]}
      />
    </Panel>
  );
}
