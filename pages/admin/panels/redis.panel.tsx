import type { RedisFacts, Stats } from '../api/shapes.js';
import { bytes, count } from '../../parts/format.js';
import { Facts } from '../../parts/facts.js';
import { Panel } from '../../parts/panel.js';

/** The two places where entries lie. */
export function Redis({ stats: { redis, l1, mode, instances } }: { readonly stats: Stats }) {
  return (
    <Panel title="Memory and Redis">
      <h3>{instances === 1 ? 'In the process' : `In ${instances} processes`}</h3>
      <Facts
        of={[
          ['Entries', count(l1.entries)],
          ['Size', `${bytes(l1.bytes)} of ${bytes(l1.maxBytes)}`],
          ['Hits', count(l1.hits)],
        ]}
      />
      <h3>Redis</h3>
      {redis === null ? (
        <p>{mode === 'redis' ? 'It does not answer.' : 'None is used.'}</p>
      ) : (
        <Facts of={factsOf(redis)} />
      )}
    </Panel>
  );
}

function factsOf(redis: RedisFacts): [string, string][] {
  const limit = redis.maxMemoryBytes === 0 ? 'no limit is set' : `of ${bytes(redis.maxMemoryBytes)}`;
  return [
    ['Version', redis.version],
    ['Role', redis.role],
    ['Memory', `${bytes(redis.usedMemoryBytes)}, ${limit}`],
    ['When full', redis.maxmemoryPolicy],
    ['Clients', count(redis.connectedClients)],
    ['Keys', count(redis.keys)],
    ['Expired', count(redis.expiredKeys)],
    ['Evicted', count(redis.evictedKeys)],
  ];
}
