import { useOverview } from './api/overview.js';
import { moment } from './format.js';
import { Actions } from './panels/actions.panel.js';
import { Audit } from './panels/audit.panel.js';
import { Instances } from './panels/instances.panel.js';
import { Invalidation } from './panels/invalidation.panel.js';
import { Keys } from './panels/keys.panel.js';
import { Metrics } from './panels/metrics.panel.js';
import { Redis } from './panels/redis.panel.js';
import { Regions } from './panels/regions.panel.js';
import { Status } from './panels/status.panel.js';
import { TrendsPanel } from './panels/trends.panel.js';

interface Props {
  readonly token: string;
  readonly onSignOut: (reason: string) => void;
}

/** All of it on one page: what is wrong first, what can be done about it before what only explains it. */
export function Dashboard({ token, onSignOut }: Props) {
  const { values, trouble, freshAt, refresh } = useOverview(token, onSignOut);
  const { health, stats, instances, audit } = values;
  return (
    <>
      <header>
        <h1>BookedBarber cache</h1>
        <p class="quiet">{freshAt === null ? 'Reading…' : `As of ${moment(freshAt)}`}</p>
        <button onClick={() => onSignOut('')}>Sign out</button>
      </header>
      <p class="trouble" role="alert">
        {trouble !== null &&
          `${trouble} ${freshAt === null ? '' : 'The values below are old. '}Trying again.`}
      </p>
      <main class={trouble === null ? '' : 'stale'}>
        {health && stats && <Status health={health} stats={stats} />}
        {health && <Metrics metrics={health.metrics} />}
        {stats && <Regions stats={stats} />}
        <TrendsPanel token={token} />
        <Actions token={token} onDone={refresh} />
        {stats && <Invalidation invalidation={stats.invalidation} />}
        {stats && <Redis stats={stats} />}
        {instances && <Instances instances={instances.items} />}
        <Keys token={token} />
        {audit && <Audit page={audit} />}
      </main>
    </>
  );
}
