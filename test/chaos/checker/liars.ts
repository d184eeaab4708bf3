import type { FaultKind } from './faults/fault.js';
import { replacedUnderConnections } from './faults/replication.faults.js';
import type { Mutation } from './mutant.js';

/** An application that lies in its own way, and the promise that it breaks. */
interface Liar extends Mutation {
  readonly lie: string;
  readonly breaks: 'S1' | 'outbox';
  /** The only occasion on which it lies; most do without. */
  readonly fault?: FaultKind;
}

/** A checker that cannot fail proves nothing: it must convict each of these. */
export const LIARS: readonly Liar[] = [
  {
    lie: 'FORGET forgets nothing',
    file: 'cache/redis/redis.store.js',
    find: 'client.unlink(...keys)',
    replace: 'client.exists(...keys)',
    breaks: 'S1',
  },
  {
    lie: "other writers' changes are published by nobody",
    file: 'events/outbox.queue.js',
    find: 'if (rows.length === 0) return 0;',
    replace: 'return 0;',
    breaks: 'outbox',
  },
  {
    lie: 'an instance serves what it has for five seconds',
    file: 'cache/read/l1.js',
    find: 'now - cached.confirmedAt < LEASE_MS && cached.confirmedAt > this.leasesFrom',
    replace: 'now - cached.confirmedAt < 5000',
    breaks: 'S1',
  },
  {
    lie: 'the stamp of an entry is not compared',
    file: 'cache/entry/current-entry.js',
    find: 'stamp === stampNow(found, generation, entry.dependsOn) && ',
    replace: '',
    breaks: 'S1',
  },
  {
    lie: "other writers' changes count as published before they are",
    file: 'events/outbox.queue.js',
    find: 'await work(rows);',
    replace: '',
    breaks: 'S1',
  },
  {
    lie: 'the epoch is no part of a stamp',
    file: 'cache/entry/stamp.js',
    find: '${epoch} ${generation} ',
    replace: '${generation} ',
    breaks: 'S1',
    fault: replacedUnderConnections,
  },
];
