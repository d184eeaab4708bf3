import { useState } from 'preact/hooks';
import { client } from '../api/client.js';
import { texts } from '../texts/texts.js';
import { type Scope, trendsQuery } from './api/scope.js';
import type { Health, Instance, Stats } from './api/shapes.js';
import { useKnown } from './api/use-known.js';
import { Entries } from './entries/entries.panel.js';
import { LiveFigures } from './live/figures.js';
import type { Moment } from './live/moments.js';
import { useOperator } from './operator.js';
import { CurveFigure } from './panels/curve.figure.js';
import { HIT_RATE, REQUESTS } from './panels/curves.js';
import { HealthMetrics } from './panels/health.panel.js';
import { HotKeys } from './panels/hot-keys.panel.js';
import { Instances } from './panels/instances.panel.js';
import { Invalidation } from './panels/invalidation.panel.js';
import { Keys } from './panels/keys.panel.js';
import { Memory } from './panels/memory.panel.js';
import { Regions } from './panels/regions.panel.js';
import { TrendsPanel } from './panels/trends.panel.js';
import { Worth } from './panels/worth.panel.js';

const HOUR_EVERY_MS = 20_000;
const REPORT_EVERY_MS = 60_000;
/** Height of the charts that are seen without scrolling, in pixels. */
const AT_A_GLANCE = 220;

interface Props {
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
  readonly health: Health | undefined;
  readonly stats: Stats | undefined;
  readonly instances: readonly Instance[] | undefined;
  readonly moments: readonly Moment[];
  readonly isFresh: boolean;
}

/** What is: at a glance first, what explains it below. */
export function OverviewPage({ scope, onScope, health, stats, instances, moments, isFresh }: Props) {
  const operator = useOperator();
  const [entry, setEntry] = useState<string | null>(null);
  const [{ value: hour }] = useKnown(
    () =>
      operator.answer(
        client.GET('/api/v1/cache/monitoring/trends', { params: { query: trendsQuery(scope, 1) } }),
      ),
    HOUR_EVERY_MS,
    scope,
  );
  const [report] = useKnown(
    () =>
      operator.answer(
        client.GET('/api/v1/cache/monitoring/report', { params: { query: { scope: 'fleet' } } }),
      ),
    REPORT_EVERY_MS,
    '',
  );
  return (
    <>
      <LiveFigures
        moments={moments}
        trends={hour}
        isFresh={isFresh}
        isSuspended={(stats?.suspended ?? null) !== null}
      />
      <section class="glance" aria-label={texts.admin.lastHour}>
        {hour === undefined ? (
          <p class="quiet">{texts.admin.reading}</p>
        ) : (
          [HIT_RATE, REQUESTS].map((curve) => (
            <CurveFigure key={curve.of} curve={curve} trends={hour} heading="h2" height={AT_A_GLANCE} />
          ))
        )}
      </section>
      <Sections />
      <TrendsPanel scope={scope} />
      {stats && <Regions stats={stats} scope={scope} />}
      <div class="columns">
        <HotKeys onOpen={setEntry} />
        {stats && <Invalidation invalidation={stats.invalidation} />}
      </div>
      <Entries chosen={entry} onChoose={setEntry} />
      <div class="columns">
        {stats && <Memory report={report} stats={stats} />}
        <Worth report={report} />
      </div>
      {instances && <Instances instances={instances} scope={scope} onScope={onScope} />}
      {health && <HealthMetrics metrics={health.metrics} />}
      {stats && <Keys mode={stats.mode} />}
    </>
  );
}

/** The way to what lies below, which on a phone is nearly everything. */
function Sections() {
  const words = texts.admin.sections;
  return (
    <nav class="sections" aria-label={words.label}>
      {Object.entries(words.of).map(([id, name]) => (
        <a key={id} href={`#${id}`}>
          {name}
        </a>
      ))}
    </nav>
  );
}
