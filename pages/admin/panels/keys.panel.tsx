import { useState } from 'preact/hooks';
import type { Api } from '../api/api.client.js';
import type { KeysSummary, Stats } from '../api/shapes.js';
import { bytes, count, percent, plural, title } from '../../parts/format.js';
import { failure, NOTHING, type Outcome, OutcomeLine } from '../../parts/outcome.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';

interface Props {
  readonly api: Api;
  readonly stats: Stats;
}

/** On demand only: it makes Redis go through its keys. */
export function Keys({ api, stats }: Props) {
  const [summary, setSummary] = useState<KeysSummary>();
  const [outcome, setOutcome] = useState(NOTHING);
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    setOutcome({ level: 'good', message: 'Counting…' });
    try {
      const fresh = await api.read<KeysSummary>('cache/keys/summary');
      const said = outcomeOf(fresh, stats);
      setSummary(said.level === 'bad' ? undefined : fresh);
      setOutcome(said);
    } catch (error) {
      setOutcome(failure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title="Keys">
      <p class="quiet">Goes through the keys in small steps; on a full Redis that takes seconds.</p>
      <button type="button" disabled={busy} onClick={() => void look()}>
        Count keys
      </button>
      <OutcomeLine of={outcome} />
      {summary && summary.total > 0 && (
        <Table
          caption="Keys by pattern"
          head={['Pattern', 'Region', '#Keys', '#Size', '#Share']}
          rows={summary.patterns.map(({ pattern, region, keys, bytes: size, share }) => [
            <code>{pattern}</code>,
            region === null ? 'The cache’s own' : title(region),
            count(keys),
            bytes(size),
            percent(share),
          ])}
        />
      )}
    </Panel>
  );
}

function outcomeOf({ available, total, scanned, truncated }: KeysSummary, { mode }: Stats): Outcome {
  if (!available && mode === 'redis')
    return { level: 'bad', message: 'Redis does not answer: its keys could not be counted.' };
  if (total === 0 && mode === 'memory')
    return { level: 'good', message: 'No Redis is used: there are no keys to count.' };
  return truncated
    ? { level: 'warning', message: `About ${plural(total, 'key')}, by the ${count(scanned)} looked at.` }
    : { level: 'good', message: `${plural(total, 'key')}.` };
}
