import type { Region, Stats } from '../api/shapes.js';
import { count, milliseconds, percent, plural, seconds, title, UNKNOWN } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { scopeSentence } from './scope.words.js';

export function Regions({ stats }: { readonly stats: Stats }) {
  return (
    <Panel title="Regions">
      <p class="quiet">
        {plural(stats.hits, 'hit')} and {plural(stats.misses, 'miss', 'misses')} (
        {stats.hits + stats.misses === 0 ? UNKNOWN : percent(stats.hitRate)}), {plural(stats.loads, 'load')},{' '}
        {plural(stats.bypasses, 'read')} past the cache. {scopeSentence(stats)}
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
