import { useState } from 'preact/hooks';
import type { Api } from '../api/api.client.js';
import type { AuditPage } from '../api/shapes.js';
import { count, moment } from '../../parts/format.js';
import { failure, NOTHING, OutcomeLine } from '../../parts/outcome.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { valueSentence } from './action.words.js';

const SHOWN = 10;

interface Props {
  readonly api: Api;
  /** The first page, which is read again and again. */
  readonly newest: AuditPage;
}

export function Audit({ api, newest }: Props) {
  const [older, setOlder] = useState<AuditPage | null>(null);
  const [outcome, setOutcome] = useState(NOTHING);
  const { items, page, pageSize, total } = older ?? newest;
  const turnTo = async (wanted: number) => {
    setOutcome(NOTHING);
    try {
      setOlder(wanted <= 1 ? null : await api.read<AuditPage>(`cache/audit?page=${wanted}`));
    } catch (error) {
      setOutcome(failure(error));
    }
  };
  const first = (page - 1) * pageSize + 1;
  return (
    <Panel title="Audit">
      {total === 0 ? (
        <p>No changes yet.</p>
      ) : (
        <>
          <Table
            caption="Who changed what"
            stacks
            most={SHOWN}
            head={['When', 'User', 'Did', 'With', 'Result']}
            rows={items.map(({ at, userId, user, action, request, result }) => [
              moment(at),
              user?.email ?? userId,
              action,
              valueSentence(request),
              valueSentence(result),
            ])}
          />
          <div class="choice pages">
            <button type="button" disabled={page <= 1} onClick={() => void turnTo(page - 1)}>
              Newer
            </button>
            <button type="button" disabled={page * pageSize >= total} onClick={() => void turnTo(page + 1)}>
              Older
            </button>
            <span role="status" class="quiet">
              {count(first)} to {count(first + items.length - 1)} of {count(total)}, the newest first
            </span>
          </div>
        </>
      )}
      <OutcomeLine of={outcome} />
    </Panel>
  );
}
