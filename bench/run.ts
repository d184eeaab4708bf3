import { benchBooking } from './booking.bench.js';
import { benchBulk } from './bulk.bench.js';
import { benchBurst } from './burst.bench.js';
import { benchCache } from './cache.bench.js';
import { benchCapacity } from './capacity.bench.js';
import { benchFlood } from './flood.bench.js';
import { benchHttp } from './http.bench.js';
import { benchIdle } from './idle.bench.js';
import { benchLive } from './live.bench.js';
import { benchPeers } from './peers.bench.js';
import { benchProfile } from './profile.bench.js';
import { writeReport } from './report.js';
import { benchRollout } from './rollout.bench.js';
import { benchScale } from './scale.bench.js';
import { benchSlots } from './slots.bench.js';
import { benchTorture } from './torture.bench.js';
import { benchTracing } from './tracing.bench.js';
import { benchWorkload } from './workload.bench.js';

/** Every benchmark by the name that `npm run bench -- <name>` takes; without a name all of them run. */
const BENCHES: Readonly<Record<string, (options: readonly string[]) => Promise<void>>> = {
  slots: benchSlots,
  cache: benchCache,
  http: benchHttp,
  profile: benchProfile,
  workload: benchWorkload,
  peers: benchPeers,
  torture: benchTorture,
  tracing: benchTracing,
  burst: benchBurst,
  booking: benchBooking,
  bulk: benchBulk,
  live: benchLive,
  flood: benchFlood,
  scale: benchScale,
  capacity: benchCapacity,
  idle: benchIdle,
  rollout: benchRollout,
};

const [first, ...rest] = process.argv.slice(2);
const name = first?.startsWith('--') === false ? first : undefined;
const options = name === undefined ? process.argv.slice(2) : rest;

if (options.includes('--help') || (name !== undefined && BENCHES[name] === undefined)) {
  console.error(
    `npm run bench -- [${Object.keys(BENCHES).join('|')}] [options]; the options are in bench/README.md.`,
  );
  process.exit(1);
}
for (const [each, bench] of Object.entries(BENCHES)) {
  if (name !== undefined && name !== each) continue;
  await bench(options);
  await writeReport(each, options);
}
