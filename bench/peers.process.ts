/**
 * Runs one contender in a process of its own, so that its CPU time is measured alone: `peers.process.js <name> <redis url> <namespace>`.
 * Loads resolve at once, except those of the stampede's key.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { thing } from './peers.contender.js';
import { CONTENDERS } from './peers.list.js';
import { cpuPerHit, type HitsWanted, latencyAtPace, type OpenLoopPace } from './peers.measures.js';
import { Calls } from './process.calls.js';

const HERD_LOAD_MS = 100;

const [name = '', redisUrl = '', namespace = ''] = process.argv.slice(2);
let loads = 0;
const contender = await CONTENDERS[name]?.({
  redisUrl,
  namespace,
  load: async (id) => {
    loads++;
    if (id < 0) await sleep(HERD_LOAD_MS);
    return thing(id);
  },
});
if (contender === undefined) throw new Error(`There is no contender "${name}".`);

/** Reads until every thing is a hit, since a library may store after it has answered. */
async function warm(keys: number): Promise<void> {
  for (let before = -1; before !== loads;) {
    before = loads;
    for (let id = 0; id < keys; id++) await contender?.get(id);
  }
}

/** Counts the loads of an uncached thing that is requested many times at once. */
async function herd({ id, size }: { id: number; size: number }): Promise<number> {
  const before = loads;
  await Promise.all(Array.from({ length: size }, async () => contender?.get(id)));
  return loads - before;
}

Calls.with(process, {
  ready: async () => true,
  warm,
  herd,
  cpuPerHit: async (wanted: HitsWanted) => cpuPerHit(contender, wanted),
  latencyAtPace: async (pace: OpenLoopPace) => latencyAtPace(contender, pace),
});
process.on('disconnect', () => process.exit());
