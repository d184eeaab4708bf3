import { useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import { bytes, count, percent, title } from '../../parts/format.js';
import { failure, NOTHING, type Outcome, OutcomeLine } from '../../parts/outcome.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import type { KeysSummary, Stats } from '../api/shapes.js';
import { useOperator } from '../operator.js';

/** On demand only: it makes Redis go through its keys. */
export function Keys({ mode }: Pick<Stats, 'mode'>) {
  const operator = useOperator();
  const words = texts.admin.keys;
  const [summary, setSummary] = useState<KeysSummary>();
  const [outcome, setOutcome] = useState(NOTHING);
  const [busy, setBusy] = useState(false);
  const refresh = async () => {
    if (busy) return;
    setBusy(true);
    setOutcome({ level: 'good', message: words.counting });
    try {
      const fresh = await operator.answer(client.GET('/api/v1/cache/keys/summary'));
      const said = outcomeOf(fresh, mode);
      setSummary(said.level === 'bad' ? undefined : fresh);
      setOutcome(said);
    } catch (error) {
      setOutcome(failure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={words.title} id="keys">
      <p class="quiet">{words.about}</p>
      <button type="button" aria-disabled={busy} onClick={() => void refresh()}>
        {words.count}
      </button>
      <OutcomeLine of={outcome} />
      {summary && summary.total > 0 && (
        <Table
          caption={words.caption}
          stacks
          head={[
            words.pattern,
            texts.admin.regions.region,
            `#${words.keys}`,
            `#${words.size}`,
            `#${words.share}`,
          ]}
          rows={summary.patterns.map(({ pattern, region, keys, bytes: size, share }) => [
            <code>{pattern}</code>,
            region === null ? words.own : title(region),
            count(keys),
            bytes(size),
            percent(share),
          ])}
        />
      )}
    </Panel>
  );
}

function outcomeOf({ available, total, scanned, truncated }: KeysSummary, mode: Stats['mode']): Outcome {
  const words = texts.admin.keys;
  if (!available && mode === 'redis') return { level: 'bad', message: words.away };
  if (total === 0 && mode === 'memory') return { level: 'good', message: words.none };
  return truncated
    ? { level: 'warning', message: words.estimated(count(total), count(scanned)) }
    : { level: 'good', message: words.total(total) };
}
