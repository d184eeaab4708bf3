import type { KnownReport } from '../api/report.js';
import type { Report, Stats, Use } from '../api/shapes.js';
import { bytes, count, moment, percent, UNKNOWN } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';

interface Props {
  readonly known: KnownReport;
  readonly mode: Stats['mode'];
}

/** What is used of what there is, and when it will be all. */
export function UtilizationPanel({ known: { report, trouble }, mode }: Props) {
  if (report === undefined) {
    return (
      <Panel title="Utilization">
        <p class="quiet">
          {trouble === undefined ? 'Reading…' : 'It comes with the report, which could not be read.'}
        </p>
      </Panel>
    );
  }
  const { memory, l1, connections, keys } = report.utilization;
  return (
    <Panel title="Utilization">
      <div class="uses">
        {mode === 'redis' && <UseBar name="Redis’ memory" of={memory} format={bytes} />}
        <UseBar name="Memory in the process" of={l1} format={bytes} />
        {mode === 'redis' && <UseBar name="Redis’ connections" of={connections} format={count} />}
      </div>
      {mode === 'redis' && (
        <p>
          {fullSentence(memory)} {keys === null ? '' : `Redis holds ${count(keys)} keys.`}
        </p>
      )}
    </Panel>
  );
}

function fullSentence({ used, outlook, fullAt }: Report['utilization']['memory']): string {
  if (used === null) return 'Redis does not answer: its memory is not known.';
  if (outlook === 'unlimited') return 'No limit is set for Redis’ memory.';
  if (outlook === 'unknown')
    return 'When Redis’ memory will be full is not known: less than an hour was measured.';
  if (fullAt === null) return 'At the slope of the last day Redis’ memory does not fill up.';
  return `At the slope of the last day Redis’ memory is full on ${moment(fullAt)}.`;
}

interface UseProps {
  readonly name: string;
  readonly of: Use;
  readonly format: (value: number | null) => string;
}

function UseBar({ name, of: { used, available, share }, format }: UseProps) {
  const limit = available === null ? '' : ` of ${format(available)}`;
  const words = used === null ? UNKNOWN : `${format(used)}${limit}`;
  return (
    <div>
      <div>
        {name}: <span class="quiet">{words}</span> {share !== null && percent(share)}
      </div>
      {share !== null && <meter aria-label={name} min={0} max={1} high={0.9} optimum={0} value={share} />}
    </div>
  );
}
