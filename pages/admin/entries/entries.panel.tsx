import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import { bytes, count, title, UNKNOWN } from '../../parts/format.js';
import { valuesOf } from '../../parts/form.values.js';
import { failure, NOTHING, OutcomeLine } from '../../parts/outcome.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import type { EntriesAnswer } from '../api/shapes.js';
import { useOperator } from '../operator.js';
import { EntryDetails } from './entry.details.js';

type Item = EntriesAnswer['items'][number];

/** Found by one request at least, before the reader is asked whether to go on. */
const ENOUGH = 20;
/** Requests until then: a page may be empty though there are more. */
const MOST_REQUESTS = 20;

interface Props {
  /** The key of the entry that is shown; `null`: none is. */
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
}

/** Finds entries by how their keys begin, and shows one. */
export function Entries({ chosen, onChoose }: Props) {
  const operator = useOperator();
  const words = texts.admin.entries;
  const [prefix, setPrefix] = useState('');
  const [found, setFound] = useState<readonly Item[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [outcome, setOutcome] = useState(NOTHING);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen !== null) heading.current?.focus();
  }, [chosen]);

  const find = async (wanted: string, before: readonly Item[], from: string | null) => {
    if (busy) return;
    setBusy(true);
    setOutcome({ level: 'good', message: words.finding });
    try {
      const items = [...before];
      let next = from;
      let isWhole = true;
      for (let requests = 0; requests < MOST_REQUESTS; requests++) {
        const page: EntriesAnswer = await operator.answer(
          client.GET('/api/v1/cache/entries', {
            params: { query: { prefix: wanted, ...(next !== null && { cursor: next }) } },
          }),
        );
        // Other keys of the store are no entries: limits, probes.
        items.push(...page.items.filter(({ region }) => region !== null));
        next = page.nextCursor;
        isWhole &&= page.available;
        if (next === null || items.length >= before.length + ENOUGH) break;
      }
      const unique = [...new Map(items.map((item) => [item.key, item])).values()];
      setFound(unique);
      setCursor(next);
      setOutcome(
        isWhole
          ? { level: 'good', message: words.found(unique.length, next !== null) }
          : { level: 'bad', message: words.away },
      );
    } catch (error) {
      setOutcome(failure(error));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = valuesOf(event.currentTarget)('prefix').trim();
    setPrefix(wanted);
    onChoose(null);
    void find(wanted, [], null);
  };
  return (
    <Panel title={words.title} id="entries">
      <form class="find" onSubmit={submit} aria-label={words.find}>
        <label>
          {words.prefix}
          <input
            name="prefix"
            type="text"
            autocomplete="off"
            spellcheck={false}
            placeholder="slots:2027-03-15"
          />
        </label>
        <button aria-disabled={busy}>{words.find}</button>
      </form>
      <OutcomeLine of={outcome} />
      {chosen !== null && (
        <div ref={heading} tabIndex={-1} class="entry" role="group" aria-label={words.entry}>
          <EntryDetails
            key={chosen}
            of={chosen}
            onClose={() => onChoose(null)}
            onForgotten={() => setFound((before) => before?.filter(({ key }) => key !== chosen) ?? null)}
          />
        </div>
      )}
      {found !== null && found.length > 0 && (
        <Table
          caption={words.caption}
          stacks
          most={ENOUGH}
          head={[words.key, texts.admin.regions.region, `#${words.size}`]}
          keys={found.map(({ key }) => key)}
          rows={found.map(({ key, region, bytes: size }) => [
            <button type="button" class="link" aria-pressed={key === chosen} onClick={() => onChoose(key)}>
              <code>{key}</code>
            </button>,
            title(region ?? UNKNOWN),
            bytes(size),
          ])}
        />
      )}
      {cursor !== null && (
        <button type="button" aria-disabled={busy} onClick={() => void find(prefix, found ?? [], cursor)}>
          {words.more(count(found?.length ?? 0))}
        </button>
      )}
    </Panel>
  );
}
