import { useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import { count, duration, percent, title, UNKNOWN } from '../../parts/format.js';
import { Facts } from '../../parts/facts.js';
import { failure, NOTHING, OutcomeLine } from '../../parts/outcome.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import type { Report } from '../api/shapes.js';
import type { Known } from '../api/use-known.js';
import { useOperator } from '../operator.js';
import { scopeSentence } from './scope.words.js';

/** What the cache is worth, as measured, and the report of everything as a file. */
export function Worth({ report: { value: report, trouble } }: { readonly report: Known<Report> }) {
  const operator = useOperator();
  const words = texts.admin.worth;
  const [outcome, setOutcome] = useState(NOTHING);
  const download = async () => {
    setOutcome(NOTHING);
    try {
      const text = await operator.answer<unknown>(
        client.GET('/api/v1/cache/monitoring/report', {
          params: { query: { scope: 'fleet' } },
          headers: { Accept: 'text/markdown' },
          parseAs: 'text',
        }),
      );
      save(
        new Blob([String(text)], { type: 'text/markdown' }),
        `cache-report-${new Date().toISOString().slice(0, 10)}.md`,
      );
    } catch (error) {
      setOutcome(failure(error));
    }
  };
  return (
    <Panel title={words.title} id="worth">
      {trouble !== undefined && <p class="warning">{texts.admin.couldNotRead(trouble)}</p>}
      {report ? (
        <Measured report={report} />
      ) : (
        trouble === undefined && <p class="quiet">{texts.admin.reading}</p>
      )}
      <button type="button" onClick={() => void download()}>
        {words.download}
      </button>
      <OutcomeLine of={outcome} />
    </Panel>
  );
}

function Measured({ report: { effect, stats } }: { readonly report: Report }) {
  const words = texts.admin.worth;
  const { readsServed, databaseReadsSaved, millisecondsSaved, millisecondsWithout } = effect;
  const share = readsServed === 0 ? null : databaseReadsSaved / readsServed;
  const read = effect.regions.filter((region) => region.readsServed > 0);
  return (
    <>
      <p class="quiet">{scopeSentence(stats)}</p>
      <Facts
        of={[
          [words.reads, count(readsServed)],
          [words.saved, `${count(databaseReadsSaved)} (${percent(share)})`],
          [words.timeSaved, time(millisecondsSaved)],
          [words.timeWithout, time(millisecondsWithout)],
        ]}
      />
      {read.length > 0 && (
        <Table
          caption={words.caption}
          stacks
          head={[
            texts.admin.regions.region,
            `#${texts.admin.regions.reads}`,
            `#${words.savedHere}`,
            `#${words.timeSaved}`,
            `#${words.timeWithout}`,
          ]}
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
