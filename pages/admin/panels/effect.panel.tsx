import { useState } from 'preact/hooks';
import type { Api } from '../api/api.client.js';
import type { KnownReport } from '../api/report.js';
import type { Report } from '../api/shapes.js';
import { count, duration, percent, title, UNKNOWN } from '../../parts/format.js';
import { Facts } from '../../parts/facts.js';
import { failure, NOTHING, OutcomeLine } from '../../parts/outcome.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { scopeSentence } from './scope.words.js';

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
      const response = await api.ask('GET', 'cache/monitoring/report?scope=fleet', {
        accept: 'text/markdown',
      });
      save(await response.blob(), `cache-report-${new Date().toISOString().slice(0, 10)}.md`);
    } catch (error) {
      setOutcome(failure(error));
    }
  };
  return (
    <Panel title="Effect">
      {trouble !== undefined && <p class="warning">The report could not be read: {trouble}</p>}
      {report && <Measured report={report} />}
      <button type="button" onClick={() => void download()}>
        Download the report
      </button>
      <OutcomeLine of={outcome} />
    </Panel>
  );
}

function Measured({ report: { effect, stats } }: { readonly report: Report }) {
  const { readsServed, databaseReadsSaved, millisecondsSaved, millisecondsWithout } = effect;
  const share = readsServed === 0 ? null : databaseReadsSaved / readsServed;
  const read = effect.regions.filter((region) => region.readsServed > 0);
  return (
    <>
      <p class="quiet">{scopeSentence(stats)}</p>
      <Facts
        of={[
          ['Reads served', count(readsServed)],
          ['Database reads saved', `${count(databaseReadsSaved)} (${percent(share)})`],
          ['Time saved', time(millisecondsSaved)],
          ['Time without the cache', time(millisecondsWithout)],
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
            time(region.millisecondsSaved),
            time(region.millisecondsWithout),
          ])}
        />
      )}
    </>
  );
}

function time(milliseconds: number | null): string {
  return milliseconds === null ? UNKNOWN : duration(milliseconds);
}

/** As the browser saves what a link leads to. */
function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
