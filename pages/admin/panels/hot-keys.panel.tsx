import { client } from '../../api/client.js';
import { count, title } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import { useKnown } from '../api/use-known.js';
import { useOperator } from '../operator.js';

const EVERY_MS = 30_000;
const LIMIT = 20;
const SHOWN = 8;

interface Props {
  /** Shows the entry of a key. */
  readonly onOpen?: (key: string) => void;
}

/** What clients read most, of all regions together. */
export function HotKeys({ onOpen }: Props) {
  const operator = useOperator();
  const words = texts.admin.hotKeys;
  const [{ value, trouble }] = useKnown(
    () =>
      operator.answer(
        client.GET('/api/v1/cache/monitoring/hot-keys', { params: { query: { limit: LIMIT } } }),
      ),
    EVERY_MS,
    '',
  );
  const keys = value?.items ?? [];
  return (
    <Panel title={words.title} id="hot-keys">
      <p class="quiet">{words.about}</p>
      {trouble !== undefined && <p class="warning">{texts.admin.couldNotRead(trouble)}</p>}
      {keys.length === 0 ? (
        <p>{value === undefined ? texts.admin.reading : words.none}</p>
      ) : (
        <Table
          caption={words.title}
          stacks
          most={SHOWN}
          head={[words.key, texts.admin.regions.region, `#${words.reads}`]}
          keys={keys.map(({ key }) => key)}
          rows={keys.map(({ key, region, readsPerHour }) => [
            onOpen === undefined ? (
              <code>{key}</code>
            ) : (
              <button type="button" class="link" onClick={() => onOpen(key)}>
                <code>{key}</code>
              </button>
            ),
            title(region),
            count(Math.round(readsPerHour)),
          ])}
        />
      )}
    </Panel>
  );
}
