import { useState } from 'preact/hooks';
import { read } from '../api/api.client.js';
import type { KeysSummary } from '../api/shapes.js';
import { bytes, count, percent, title } from '../format.js';
import { Panel } from '../parts/panel.js';
import { Table } from '../parts/table.js';

/** On demand only: it makes Redis go through its keys. */
export function Keys({ token }: { readonly token: string }) {
  const [summary, setSummary] = useState<KeysSummary>();
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    setMessage('');
    try {
      setSummary(await read<KeysSummary>('cache/keys/summary', token));
    } catch (error) {
      setMessage((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title="Keys">
      <p class="quiet">Goes through the keys in Redis in small steps; on a full server that takes seconds.</p>
      <button disabled={busy} onClick={() => void look()}>
        Count keys
      </button>
      <p role="status">
        {message ||
          (summary &&
            `${count(summary.total)} keys${summary.truncated ? ' looked at; there are more' : ''}.`)}
      </p>
      {summary && (
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
