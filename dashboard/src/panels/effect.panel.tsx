import { useState } from 'preact/hooks';
import type { Api } from '../api/api.client.js';
import type { KnownReport } from '../api/report.js';
import type { Report } from '../api/shapes.js';
import { count, duration, percent, title } from '../format.js';
import { Facts } from '../parts/facts.js';
import { failure, NOTHING, OutcomeLine } from '../parts/outcome.js';
import { Panel } from '../parts/panel.js';
import { Table } from '../parts/table.js';

interface Props {
  readonly api: Api;
  readonly known: KnownReport;
}

/** What the cache is good for, as measured. */
export function Effect({ api, known: { report, trouble } }: Props) {
  const [outcome, setOutcome] = useState(NOTHING);
  const download = async () => {
    setOutcome(NOTHING);
    try {
      const response = await api.ask('GET', 'cache/monitoring/report', { accept: 'text/markdown' });
      save(await response.blob(), `cache-report-${new Date().toISOString().slice(0, 10)}.md`);
    } catch (error) {
      setOutcome(failure(error));
    }
  };
  return (
    <Panel title="Effect">
      {trouble !== undefined && <p class="warning">The report could not be read: {trouble}</p>}
      {report && <Measured effect={report.effect} />}
      <button type="button" onClick={() => void download()}>
        Download the report
      </button>
      <OutcomeLine of={outcome} />
    </Panel>
  );
}

function Measured({ effect }: { readonly effect: Report['effect'] }) {
  const { readsServed, databaseReadsSaved, millisecondsSaved, millisecondsWithout } = effect;
  const share = readsServed === 0 ? null : databaseReadsSaved / readsServed;
  const read = effect.regions.filter((region) => region.readsServed > 0);
  return (
    <>
      <p class="quiet">Of the instance that answered, since its start.</p>
      <Facts
        of={[
          ['Reads served', count(readsServed)],
          ['Database reads saved', `${count(databaseReadsSaved)} (${percent(share)})`],
          ['Time saved', duration(millisecondsSaved)],
          ['Time without the cache', duration(millisecondsWithout)],
        ]}
      />
      {read.length > 0 && (
        <Table
          caption="Effect by region"
          head={['Region', '#Reads', '#Saved', '#Time saved', '#Time without']}
          rows={read.map((region) => [
            title(region.name),
            count(region.readsServed),
            count(region.databaseReadsSaved),
            duration(region.millisecondsSaved),
            duration(region.millisecondsWithout),
          ])}
        />
      )}
    </>
  );
}

/** As the browser saves what a link leads to. */
function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
