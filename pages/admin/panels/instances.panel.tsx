import { count, moment, percent } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import type { Scope } from '../api/scope.js';
import type { Instance } from '../api/shapes.js';

interface Props {
  readonly instances: readonly Instance[];
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
}

/** Who runs, and the way to the figures of one. */
export function Instances({ instances, scope, onScope }: Props) {
  const words = texts.admin.instances;
  return (
    <Panel title={words.title} id="instances">
      <Table
        caption={words.caption}
        stacks
        head={[
          words.instance,
          words.state,
          `#${words.requests}`,
          `#${words.hitRate}`,
          words.mode,
          words.version,
          words.started,
          words.seen,
          words.figures,
        ]}
        keys={instances.map(({ id }) => id)}
        rows={instances.map(({ id, version, mode, suspended, requests, hitRate, startedAt, seenAt }) => [
          <code title={id}>{shortId(id)}</code>,
          <span class={`level ${suspended ? 'critical' : mode === 'off' ? 'unknown' : 'healthy'}`}>
            {suspended ? words.suspended : mode === 'off' ? words.off : words.serving}
          </span>,
          count(requests),
          percent(hitRate),
          mode,
          version,
          moment(startedAt),
          moment(seenAt),
          <button
            type="button"
            aria-pressed={scope === id}
            aria-label={words.onlyOf(shortId(id))}
            onClick={() => onScope(scope === id ? 'fleet' : id)}
          >
            {words.only}
          </button>,
        ])}
      />
    </Panel>
  );
}

/** Enough of an id to tell instances apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
