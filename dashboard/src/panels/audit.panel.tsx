import type { AuditPage } from '../api/shapes.js';
import { count, moment } from '../format.js';
import { Panel } from '../parts/panel.js';
import { Table } from '../parts/table.js';

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
              words(request),
              words(result),
            ])}
          />
        </>
      )}
    </Panel>
  );
}

/** An object of any shape as `name: value`, one level deep; what lies deeper as JSON. */
function words(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, inner]) => (name === 'message' ? String(inner) : `${name}: ${JSON.stringify(inner)}`))
    .join(', ');
}
