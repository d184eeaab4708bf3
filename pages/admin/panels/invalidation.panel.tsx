import { useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import { clockWithSeconds, count, milliseconds, seconds, UNKNOWN } from '../../parts/format.js';
import { Facts } from '../../parts/facts.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import type { Stats } from '../api/shapes.js';
import { useKnown } from '../api/use-known.js';
import { useOperator } from '../operator.js';

const EVERY_MS = 3_000;
/** For as long as the reader has stopped it. */
const NEVER_MS = 2 ** 30;
const LIMIT = 50;
const SHOWN = 8;

/** What invalidates entries, as it happens, and how fast. */
export function Invalidation({ invalidation }: { readonly invalidation: Stats['invalidation'] }) {
  const operator = useOperator();
  const words = texts.admin.invalidation;
  const [isPaused, setIsPaused] = useState(false);
  const [{ value, trouble }] = useKnown(
    () =>
      operator.answer(
        client.GET('/api/v1/cache/monitoring/invalidations', { params: { query: { limit: LIMIT } } }),
      ),
    isPaused ? NEVER_MS : EVERY_MS,
    '',
  );
  const { events, tags, pending, oldestPendingSeconds, lagMs } = invalidation;
  const items = value?.items ?? [];
  return (
    <Panel title={words.title} id="invalidations">
      <Facts
        of={[
          [words.events, count(events)],
          [words.tags, count(tags)],
          [
            words.pending,
            pending === null || oldestPendingSeconds === null || pending === 0
              ? count(pending)
              : words.oldest(count(pending), seconds(oldestPendingSeconds)),
          ],
          [words.lag, `${milliseconds(lagMs.p50)} · ${milliseconds(lagMs.p99)}`],
        ]}
      />
      {trouble !== undefined && <p class="warning">{texts.admin.couldNotRead(trouble)}</p>}
      {items.length === 0 ? (
        <p>{value === undefined ? texts.admin.reading : words.none}</p>
      ) : (
        <Table
          caption={words.caption}
          stacks
          most={SHOWN}
          head={[words.when, words.change, words.what, `#${words.took}`]}
          rows={items.map(({ at, relation, operation, rowId, events: names, forgottenAt, lagMs: lag }) => [
            clockWithSeconds(Date.parse(at)),
            `${relation}${rowId === null ? '' : ` ${rowId}`} ${words.operations[operation]}`,
            names.length === 0 ? words.everything : names.join(', '),
            forgottenAt === null ? words.isPending : lag === null ? UNKNOWN : milliseconds(lag),
          ])}
        />
      )}
      <button type="button" aria-pressed={isPaused} onClick={() => setIsPaused(!isPaused)}>
        {words.pause}
      </button>
    </Panel>
  );
}
