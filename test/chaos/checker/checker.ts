import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '../../../src/time/durations.js';
import { FAULTS } from './faults/catalogue.js';
import type { FaultKind } from './faults/fault.js';
import { Fleet } from './fleet.js';
import { HttpClient } from './http.client.js';
import { judge } from './judge.js';
import { keepPrunedRows, outboxRows, overlaps, pendingRows } from './outbox.archive.js';
import { Race } from './race.js';
import { Random } from './random.js';
import { Recorder } from './recorder.js';
import { type Ending, type Report, reportOf } from './report.js';
import { settle } from './settlement.js';
import { openShop } from './shop.js';
import { type Schedule, Supervisor } from './supervisor.js';
import { type Pace, Workload } from './workload.js';

export interface Run {
  /** The application's file: `dist/main.js`, or a copy broken on purpose. */
  readonly main: string;
  readonly seconds: number;
  readonly seed: number;
  readonly faults?: readonly FaultKind[];
  readonly schedule?: Schedule;
  readonly pace?: Pace;
}

const SCHEDULE: Schedule = { holdMs: 1500, pauseMs: 2600 };
const PACE: Pace = { writeEveryMs: 250, readEveryMs: 250 };
/** S2 for the last writes of the run, after the last fault was lifted. */
const CALM_MS = 3 * SECOND_MS;

/** Tries to prove that the cache lies: clients and faults for so long, then the judgement. Leaves no process behind. */
export async function check({ main, seconds, seed, faults = FAULTS, ...run }: Run): Promise<Report> {
  const fleet = await Fleet.start(main);
  const clients = fleet.applications.map((application) => new HttpClient(application.port));
  let stop = (): void => undefined;
  try {
    await keepPrunedRows(fleet.sql);
    const [first] = clients;
    if (first === undefined) throw new Error('There is no instance.');
    const { registers, contested } = await openShop(first);
    const recorder = new Recorder(clients, fleet.sql);
    const random = new Random(seed);
    const instances = clients.length;
    const workload = new Workload(recorder, registers, instances, fleet.sql, random, run.pace ?? PACE);
    const race = new Race(recorder, contested, instances);
    const supervisor = new Supervisor(fleet, recorder, faults, new Random(seed), run.schedule ?? SCHEDULE);
    const beganAt = performance.now();
    stop = () => {
      supervisor.stop();
      workload.stop();
      race.stop();
    };
    const running = Promise.all([workload.run(), race.run()]);
    const breaking = supervisor.run();
    await Promise.race([sleep(seconds * 1000), running, breaking]);
    supervisor.stop();
    await breaking;
    await Promise.race([sleep(CALM_MS), running]);
    stop();
    await running;

    const pending = await nothingPending(fleet);
    const names = new Set(registers.map((register) => register.name));
    const rows = await outboxRows(fleet.sql, names, beganAt);
    const { lost, unexplained } = settle(recorder.history.writes, rows);
    const ending: Ending = {
      overlaps: await overlaps(fleet.sql),
      doubleBooked: race.doubleBooked,
      pendingRows: pending,
      lostWrites: lost,
      unexplainedRows: unexplained,
      logs: fleet.applications.map((application) => application.lastWords),
      inconsistencies: await inconsistencies(clients),
    };
    return reportOf(recorder.history, judge(recorder.history), ending, { seed, seconds });
  } finally {
    stop();
    for (const client of clients) client.close();
    await fleet.stop();
  }
}

/** Rows that are still not published two seconds after everything is quiet. */
async function nothingPending(fleet: Fleet): Promise<number> {
  const patience = performance.now() + 2000;
  for (;;) {
    const pending = await pendingRows(fleet.sql);
    if (pending === 0 || performance.now() > patience) return pending;
    await sleep(50);
  }
}

async function inconsistencies(clients: readonly HttpClient[]): Promise<number> {
  let total = 0;
  for (const client of clients) {
    const { text } = await client.send({ method: 'GET', path: '/metrics' });
    for (const [, value] of text.matchAll(/^cache_inconsistencies_total(?:\{[^}]*\})? (\S+)$/gm)) {
      total += Number(value);
    }
  }
  return total;
}
