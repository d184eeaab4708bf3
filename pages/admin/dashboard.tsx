import type { Api } from './api/api.client.js';
import { useOverview } from './api/overview.js';
import { useReport } from './api/report.js';
import { moment } from '../parts/format.js';
import { Navigation } from './navigation.js';
import { Actions } from './panels/actions.panel.js';
import { Audit } from './panels/audit.panel.js';
import { Effect } from './panels/effect.panel.js';
import { Instances } from './panels/instances.panel.js';
import { Invalidation } from './panels/invalidation.panel.js';
import { Keys } from './panels/keys.panel.js';
import { Metrics } from './panels/metrics.panel.js';
import { Redis } from './panels/redis.panel.js';
import { Regions } from './panels/regions.panel.js';
import { Status } from './panels/status.panel.js';
import { TrendsPanel } from './panels/trends.panel.js';
import { UtilizationPanel } from './panels/utilization.panel.js';

interface Props {
  readonly api: Api;
  readonly onSignOut: () => void;
}

/** All of it on one page: what is wrong first, what can be done about it before what only explains it. */
export function Dashboard({ api, onSignOut }: Props) {
  const { values, trouble, freshAt, refresh } = useOverview(api);
  const known = useReport(api);
  const { health, stats, instances, audit } = values;
  return (
    <>
      <header>
        <h1>BookedBarber cache</h1>
        <p class="quiet">{freshAt === null ? 'Reading…' : `As of ${moment(freshAt)}`}</p>
        <button onClick={onSignOut}>Sign out</button>
      </header>
      <div class="top">
        <Navigation />
        <p class="trouble" role="alert">
          {trouble !== null &&
            `${trouble} ${freshAt === null ? '' : 'The values below are old. '}Trying again.`}
        </p>
      </div>
      <main class={trouble === null ? '' : 'stale'}>
        {health && stats && <Status health={health} stats={stats} />}
        {health && <Metrics metrics={health.metrics} />}
        <Effect api={api} known={known} />
        <Actions api={api} onDone={refresh} />
        <TrendsPanel api={api} />
        {stats && <UtilizationPanel known={known} mode={stats.mode} />}
        {stats && <Regions stats={stats} />}
        {stats && <Invalidation invalidation={stats.invalidation} />}
        {stats && <Redis stats={stats} />}
        {instances && <Instances instances={instances.items} />}
        {stats && <Keys api={api} stats={stats} />}
        {audit && <Audit api={api} newest={audit} />}
      </main>
    </>
  );
}
