import type { Region, Stats } from '../api/shapes.js';
import { count, milliseconds, percent, seconds, title, UNKNOWN } from '../format.js';
import { Panel } from '../parts/panel.js';
import { Table } from '../parts/table.js';

/** Of the instance that answered, since its start. */
export function Regions({ stats }: { readonly stats: Stats }) {
  return (
    <Panel title="Regions">
      <p class="quiet">
        {count(stats.hits)} hits and {count(stats.misses)} misses ({percent(stats.hitRate)}),{' '}
        {count(stats.loads)} loads, {count(stats.bypasses)} reads past the cache: of the instance that
        answered, since its start.
      </p>
      <Table
        caption="Regions of the cache"
        head={[
          'Region',
          '#Hits',
          '#Misses',
          '#Hit rate',
          '#Loads',
          '#Hit p50',
          '#Hit p99',
          '#Load p50',
          '#Load p99',
          '#TTL',
        ]}
        rows={stats.regions.map(row)}
      />
    </Panel>
  );
}

function row({ name, hits, misses, hitRate, loads, hitMs, loadMs, ttlSeconds }: Region) {
  return [
    title(name),
    count(hits),
    count(misses),
    hits + misses === 0 ? UNKNOWN : percent(hitRate),
    count(loads),
    milliseconds(hitMs.p50),
    milliseconds(hitMs.p99),
    milliseconds(loadMs.p50),
    milliseconds(loadMs.p99),
    seconds(ttlSeconds),
  ];
}
