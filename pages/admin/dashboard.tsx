import { useEffect, useState } from 'preact/hooks';
import type { Account } from '../api/page.session.js';
import { texts } from '../texts/texts.js';
import { ActionsPage } from './actions/actions.page.js';
import type { Scope } from './api/scope.js';
import { useOverview } from './api/use-overview.js';
import { Header } from './header.js';
import { OverviewPage } from './overview.page.js';
import { stateOf } from './state/state.words.js';
import { State } from './state/state.panel.js';
import { useView } from './use-view.js';

interface Props {
  readonly account: Account;
  readonly onSignOut: () => void;
}

/** The two pages of operators: what is, and what can be done. The state is above both. */
export function Dashboard({ account, onSignOut }: Props) {
  const view = useView();
  const [scope, setScope] = useState<Scope>('fleet');
  const { values, moments, trouble, freshAt } = useOverview(scope);
  const { health, stats, instances } = values;
  const state = stateOf(
    { ...(health && { health }), ...(stats && { stats }), trouble, freshAt },
    texts.admin,
  );
  useEffect(() => {
    document.title = texts.admin.documentTitle(texts.admin.levels[state.level]);
  }, [state.level]);
  // An instance that is gone has no figures any more.
  useEffect(() => {
    if (scope !== 'fleet' && instances?.every(({ id }) => id !== scope) === true) setScope('fleet');
  }, [scope, instances]);
  return (
    <>
      <Header
        view={view}
        account={account}
        scope={scope}
        onScope={setScope}
        instances={instances ?? []}
        freshAt={freshAt}
        onSignOut={onSignOut}
      />
      <main class={trouble === null ? '' : 'stale'}>
        <State state={state} health={health} />
        {view === 'actions' ? (
          <ActionsPage />
        ) : (
          <OverviewPage
            scope={scope}
            onScope={setScope}
            health={health}
            stats={stats}
            instances={instances}
            moments={moments}
            isFresh={trouble === null}
          />
        )}
      </main>
    </>
  );
}
