import type { AuditPage } from '../api/shapes.js';
import { count, moment } from '../format.js';
import { Panel } from '../parts/panel.js';
import { Table } from '../parts/table.js';
import { valueSentence } from './action.words.js';

export function Audit({ page: { items, total } }: { readonly page: AuditPage }) {
  return (
    <Panel title="Audit">
      {items.length === 0 ? (
        <p>Nobody has changed anything yet.</p>
      ) : (
        <>
          <p class="quiet">
            The last {count(items.length)} of {count(total)}.
          </p>
          <Table
            caption="Who changed what"
            head={['When', 'User', 'Did', 'With', 'Result']}
            rows={items.map(({ at, userId, action, request, result }) => [
              moment(at),
              userId,
              action,
              valueSentence(request),
              valueSentence(result),
            ])}
          />
        </>
      )}
    </Panel>
  );
}
