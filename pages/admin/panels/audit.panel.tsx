import { useState } from 'preact/hooks';
import { client } from '../../api/client.js';
import { count, moment } from '../../parts/format.js';
import { failure, NOTHING, OutcomeLine } from '../../parts/outcome.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import type { AuditPage } from '../api/shapes.js';
import type { Known } from '../api/use-known.js';
import { valueSentence } from '../actions/answer.words.js';
import { useOperator } from '../operator.js';

const SHOWN = 10;

/** Who did what, by name. @param newest the first page, which is read again and again */
export function Audit({ newest: { value: newest, trouble } }: { readonly newest: Known<AuditPage> }) {
  const operator = useOperator();
  const words = texts.admin.audit;
  const [older, setOlder] = useState<AuditPage | null>(null);
  const [outcome, setOutcome] = useState(NOTHING);
  const turnTo = async (page: number) => {
    setOutcome(NOTHING);
    try {
      setOlder(
        page <= 1
          ? null
          : await operator.answer(client.GET('/api/v1/cache/audit', { params: { query: { page } } })),
      );
    } catch (error) {
      setOutcome(failure(error));
    }
  };
  const shown = older ?? newest;
  return (
    <Panel title={words.title} id="audit">
      {trouble !== undefined && <p class="warning">{texts.admin.couldNotRead(trouble)}</p>}
      {shown === undefined ? (
        <p class="quiet">{texts.admin.reading}</p>
      ) : shown.total === 0 ? (
        <p>{words.none}</p>
      ) : (
        <Pages of={shown} onTurn={(page) => void turnTo(page)} />
      )}
      <OutcomeLine of={outcome} />
    </Panel>
  );
}

interface PagesProps {
  readonly of: AuditPage;
  readonly onTurn: (page: number) => void;
}

function Pages({ of: { items, page = 1, pageSize = items.length, total = 0 }, onTurn }: PagesProps) {
  const words = texts.admin.audit;
  const first = (page - 1) * pageSize + 1;
  const [isFirst, isLast] = [page <= 1, page * pageSize >= total];
  return (
    <>
      <Table
        caption={words.caption}
        stacks
        most={SHOWN}
        head={[words.when, words.who, words.did, words.with, words.result]}
        rows={items.map(({ at, userId, user, action, request, result }) => [
          moment(at),
          user === null ? (
            words.gone(userId)
          ) : (
            <>
              {user.name} <span class="quiet">{user.email}</span>
            </>
          ),
          action,
          valueSentence(request),
          valueSentence(result),
        ])}
      />
      <div class="choice pages">
        <button type="button" aria-disabled={isFirst} onClick={() => !isFirst && onTurn(page - 1)}>
          {words.newer}
        </button>
        <button type="button" aria-disabled={isLast} onClick={() => !isLast && onTurn(page + 1)}>
          {words.older}
        </button>
        <span role="status" class="quiet">
          {words.range(count(first), count(first + items.length - 1), count(total))}
        </span>
      </div>
    </>
  );
}
