import { client } from '../../api/client.js';
import { count, milliseconds, percent, seconds, title, UNKNOWN } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts/texts.js';
import { type Scope, trendsQuery } from '../api/scope.js';
import type { Region, RegionTrends, Stats } from '../api/shapes.js';
import { useKnown } from '../api/use-known.js';
import { Sparkline } from '../live/sparkline.js';
import { useOperator } from '../operator.js';
import { scopeSentence } from './scope.words.js';

const EVERY_MS = 60_000;
const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

interface Props {
  readonly stats: Stats;
  readonly scope: Scope;
}

/** Every region: how often it is read and served, how long its loads take, and what makes its entries invalid. */
export function Regions({ stats, scope }: Props) {
  const operator = useOperator();
  const words = texts.admin.regions;
  const [{ value: trends }] = useKnown(
    () =>
      operator.answer(
        client.GET('/api/v1/cache/monitoring/regions', { params: { query: trendsQuery(scope, 1) } }),
      ),
    EVERY_MS,
    scope,
  );
  const regions = stats.regions.toSorted((left, right) => readsOf(right) - readsOf(left));
  return (
    <Panel title={words.title} id="regions">
      <p class="quiet">
        {words.totals(count(stats.hits), count(stats.misses), count(stats.loads), count(stats.bypasses))}{' '}
        {scopeSentence(stats)}
      </p>
      <Table
        caption={words.caption}
        stacks
        head={[
          words.region,
          words.lastHour,
          `#${words.hitRate}`,
          `#${words.reads}`,
          `#${words.loads}`,
          `#${words.hit}`,
          `#${words.load}`,
          `#${words.ttl}`,
          words.voided,
        ]}
        keys={regions.map(({ name }) => name)}
        rows={regions.map((region) => [
          title(region.name),
          curveOf(hitRates(trends, region.name)),
          region.hits + region.misses === 0 ? UNKNOWN : percent(region.hitRate),
          count(readsOf(region)),
          count(region.loads),
          milliseconds(region.hitMs.p50),
          milliseconds(region.loadMs.p50 ?? region.jobLoadMs.p50),
          seconds(region.ttlSeconds),
          words.voids[region.name] ?? UNKNOWN,
        ])}
      />
    </Panel>
  );
}

function readsOf({ hits, misses, bypasses }: Region): number {
  return hits + misses + bypasses;
}

/** A narrow screen shows no empty cells. */
function curveOf(values: readonly (number | null)[]) {
  return values.every((value) => value === null) ? null : <Sparkline values={values} top={1} />;
}

/** A hit rate for each minute of the last hour; `null`: the region was not read then. */
function hitRates(trends: RegionTrends | undefined, name: string): (number | null)[] {
  const samples = trends?.items.find((item) => item.name === name)?.samples ?? [];
  const byMinute = new Map(
    samples.map(({ at, hits, reads }) => [Math.floor(Date.parse(at) / MINUTE_MS), hits / reads]),
  );
  if (byMinute.size === 0) return [];
  const last = Math.floor(Date.now() / MINUTE_MS);
  return Array.from(
    { length: HOUR_MINUTES },
    (_, index) => byMinute.get(last - HOUR_MINUTES + 1 + index) ?? null,
  );
}
