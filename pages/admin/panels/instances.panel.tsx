import type { Instance } from '../api/shapes.js';
import { count, moment, percent } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';

export function Instances({ instances }: { readonly instances: readonly Instance[] }) {
  return (
    <Panel title="Instances">
      <Table
        caption="Instances of the last minute"
        stacks
        head={['Instance', 'Version', 'Mode', 'Suspended', '#Requests', '#Hit rate', 'Started', 'Seen']}
        rows={instances.map(({ id, version, mode, suspended, requests, hitRate, startedAt, seenAt }) => [
          <code title={id}>{id.slice(0, 8)}</code>,
          version,
          mode,
          suspended ? 'yes' : 'no',
          count(requests),
          percent(hitRate),
          moment(startedAt),
          moment(seenAt),
        ])}
      />
    </Panel>
  );
}
