import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../src/time/durations.js';
import { CpuMeter } from './capacity.cpu.js';
import { numberOf } from './http.bench.js';
import { table } from './measure.js';
import { report } from './report.js';
import { Belongings } from './workload.belongings.js';
import { WorkloadFleet } from './workload.fleet.js';

const FLEETS = [1, 8];
/** Until the start's work is done: the cache is proved, the polls have slowed down. */
const SETTLING_MS = 60 * SECOND_MS;
const MOST_SENT = 10;

/**
 * What a fleet of one and of eight instances costs when it is asked nothing: statements, processor time, memory. `--seconds 120`, of each
 * fleet.
 */
export async function benchIdle(options: readonly string[]): Promise<void> {
  const seconds = numberOf(options, '--seconds', 120);
  const rows: (string | number)[][] = [];
  const sent: string[] = [];
  for (const instances of FLEETS) {
    const belongings = new Belongings();
    try {
      const fleet = await WorkloadFleet.start('ours', belongings, instances);
      const meter = await CpuMeter.open(fleet, belongings);
      await sleep(SETTLING_MS);
      const before = await meter.read();
      await fleet.statements.reset();
      await sleep(seconds * SECOND_MS);
      const { all } = await fleet.statements.count();
      const after = await meter.read();
      const each = (value: number) => value / instances / seconds;
      const percent = (server: keyof typeof after) => each(after[server] - before[server]) / 1e4;
      const memory = await Promise.all(
        fleet.servers.map(async (server) => server.metric('process_resident_memory_bytes')),
      );
      const mib = memory.reduce((sum, bytes) => sum + bytes, 0) / instances / 2 ** 20;
      rows.push([`${instances}`, each(all), percent('node'), percent('postgres'), percent('redis'), mib]);
      const most = (await fleet.statements.most(MOST_SENT)).map(({ calls, query }) => [each(calls), query]);
      sent.push(`\nMost sent by ${instances}:\n\n${table(['/s and instance', 'statement'], most)}`);
    } finally {
      await belongings.release();
    }
  }
  const parts = ['Node, % of a core', 'PostgreSQL, %', 'Redis, %', 'memory, MiB'];
  report(`Of each instance:\n\n${table(['instances', 'statements/s', ...parts], rows)}`);
  for (const each of sent) report(each);
}
