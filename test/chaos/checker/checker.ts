import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS, SECOND_MS } from '../../../src/time/durations.js';
import { ColdKeys } from './cold-keys.js';
import { Control } from './control.js';
import { DatabaseClock } from './database.clock.js';
import { FAULTS } from './faults/catalogue.js';
import type { FaultKind } from './faults/fault.js';
import { Fleet, type FleetOptions } from './fleet.js';
import { HttpClient } from './http.client.js';
import { judge, WAIT_MS } from './judge.js';
import { type ClientOperation, OPERATIONS } from './operations.js';
import { InvalidatingAdmin } from './invalidating-admin.js';
import { OutboxArchive, overlaps, pendingRows } from './outbox.archive.js';
import { personsIn } from './persons.js';
import { Race } from './race.js';
import { Random } from './random.js';
import { Recorder } from './recorder.js';
import type { Register } from './register.js';
import { contendedIn, type Ending, hitsIn, type Report, reportOf } from './report.js';
import { Rewind } from './rewind.js';
import { settle } from './settlement.js';
import { openShop } from './shop.js';
import { stepsBack } from './page.order.js';
import { StreamReader } from './stream.reader.js';
import { type Schedule, Supervisor } from './supervisor.js';
import { watchedLists } from './watched-lists.js';
import { type Pace, Workload } from './workload.js';

export interface Run {
  /** The application's file: `dist/main.js`, or a copy broken on purpose. */
  readonly main: string;
  readonly seconds: number;
  readonly seed: number;
  readonly faults?: readonly FaultKind[];
  readonly operations?: readonly ClientOperation[];
  readonly schedule?: Schedule;
  readonly pace?: Pace;
  readonly fleet?: FleetOptions;
  /** How fast the monotonic clocks of all instances advance. At 0.05 a lease takes half a second, for writers and for readers. */
  readonly clockRate?: number;
  /** Uses only the registers whose name begins with one of these. */
  readonly registers?: readonly string[];
  /** Goes on without faults, for at most a minute, until there are so many hits: a busy machine makes few in its time. */
  readonly leastHits?: number;
  /** The same for contended reads. */
  readonly leastContended?: number;
}

const SCHEDULE: Schedule = { holdMs: 1500, pauseMs: 2600 };
const PACE: Pace = { writeEveryMs: 350, readEveryMs: 350, pursued: 0.1 };
/** S2 for the last writes of the run, after the last fault was lifted. */
const CALM_MS = 3 * SECOND_MS;
const MOST_EXTRA_MS = MINUTE_MS;
/** Longer than the start of an instance may take. */
const MOST_MENDING_MS = 4 * MINUTE_MS;

/** Tries to prove that the cache lies: clients and faults for so long, then the judgement. Leaves no process behind. */
export async function check({ main, seconds, seed, faults = FAULTS, ...run }: Run): Promise<Report> {
  const { clockRate = 1 } = run;
  const fleet = await Fleet.start(main, run.fleet, { CHECKER_MONOTONIC_RATE: String(clockRate) });
  const clients = fleet.applications.map((application) => new HttpClient(application.port));
  let stop = (): void => undefined;
  try {
    await OutboxArchive.prepare(fleet.sql);
    const [first] = clients;
    if (first === undefined) throw new Error('There is no instance.');
    const operations = new Set(run.operations ?? OPERATIONS);
    const shop = await openShop(first, operations, fleet.sql);
    const registers = shop.registers.filter(
      ({ name }) => run.registers?.some((start) => name.startsWith(start)) ?? true,
    );
    const recorder = new Recorder(clients, fleet.sql);
    const random = new Random(seed);
    const instances = clients.length;
    const workload = new Workload(
      recorder,
      registers,
      instances,
      fleet.sql,
      random,
      run.pace ?? PACE,
      operations,
    );
    const control = new Control(clients);
    const streams = operations.has('streams')
      ? readersOf(
          registers,
          recorder,
          fleet.applications.map(({ port }) => port),
        )
      : [];
    const race = new Race(recorder, shop.contested, instances);
    const admin = new InvalidatingAdmin(recorder, shop.token, instances, random);
    const clock = new DatabaseClock();
    const names = new Set(registers.map((register) => register.name));
    const beganAt = performance.now();
    const archive = new OutboxArchive(fleet.sql, clock, names, beganAt);
    const rewind = new Rewind(fleet.sql, registers, recorder, workload, archive);
    const coldKeys = new ColdKeys(shop.contested);
    const supervisor = new Supervisor(
      {
        fleet,
        unanswered: (instance) => recorder.unanswered(instance),
        send: async (request, instance) => recorder.send(request, instance),
        coldReads: (count) => coldKeys.next(count),
        advance: async (change) => workload.advance(shop.writtenByFaults[change]),
        rewind: async (work) => rewind.run(work),
        clockJumped: (from, until, aheadMs) => clock.jumped(from, until, aheadMs),
      },
      recorder,
      faults.filter((kind) => kind.isPossible?.(fleet) ?? true),
      new Random(seed),
      run.schedule ?? SCHEDULE,
    );
    stop = () => {
      supervisor.stop();
      workload.stop();
      race.stop();
      admin.stop();
      control.stop();
    };
    const operated = operations.has('invalidations') ? admin.run() : Promise.resolve();
    const running = Promise.all([workload.run(), race.run(), control.run(), operated]);
    const following = workload.begun.then(async () => Promise.all(streams.map((reader) => reader.run())));
    // A database that goes back in time must go back to values that were written.
    const isReady = run.fleet?.hasHistory === true ? workload.begun : Promise.resolve();
    const breaking = isReady.then(async () => supervisor.run());
    await Promise.race([sleep(seconds * 1000), running, breaking]);
    supervisor.stop();
    await Promise.race([breaking, overdue(supervisor)]);
    await Promise.race([calm(recorder, run), running]);
    stop();
    await running;
    const present = await Promise.all(streams.map(async (reader) => reader.untruth()));
    for (const reader of streams) reader.stop();
    await following;

    const pending = await nothingPending(fleet);
    await archive.collect();
    const { lost, unexplained } = settle(recorder.history.writes, archive.all());
    const untrue = [
      ...present,
      ...streams.flatMap(({ disorders }) => disorders),
      ...streams.flatMap(({ name, shown }) =>
        stepsBack(shown, recorder.history.writes).map((step) => `${name}: ${step}`),
      ),
    ];
    const ending: Ending = {
      overlaps: await overlaps(fleet.sql),
      doubleBooked: race.doubleBooked,
      pendingRows: pending,
      lostWrites: lost,
      unexplainedRows: unexplained,
      logs: fleet.applications.map((application) => application.lastWords),
      untrueStreams: untrue.filter((text) => text !== undefined),
      events: streams.reduce((sum, { events }) => sum + events, 0),
      confirmedEvents: streams.reduce((sum, { shown }) => sum + shown.length, 0),
      persons: await personsIn(fleet.primary, fleet.sql),
      inconsistencies: await inconsistencies(clients),
      controlMs: control.milliseconds,
    };
    return reportOf(recorder.history, judge(recorder.history, WAIT_MS / clockRate), ending, {
      seed,
      seconds,
    });
  } finally {
    stop();
    for (const client of clients) client.close();
    await fleet.stop();
  }
}

/** One for each watched list, at each instance. */
function readersOf(
  registers: readonly Register[],
  recorder: Recorder,
  ports: readonly number[],
): StreamReader[] {
  const probes = watchedLists(registers);
  return ports.flatMap((port, instance) =>
    probes.map((probe) => new StreamReader(recorder, probe, instance, port)),
  );
}

/** Rejects, and names the fault, if what is broken does not become whole. */
async function overdue(supervisor: Supervisor): Promise<never> {
  await sleep(MOST_MENDING_MS, undefined, { ref: false });
  throw new Error(`The fault "${supervisor.current}" did not end within ${MOST_MENDING_MS} ms.`);
}

async function calm(
  { history }: Recorder,
  { leastHits = 0, leastContended = 0 }: Pick<Run, 'leastHits' | 'leastContended'>,
): Promise<void> {
  await sleep(CALM_MS);
  const giveUpAt = performance.now() + MOST_EXTRA_MS;
  const isEnough = (): boolean => hitsIn(history) >= leastHits && contendedIn(history) >= leastContended;
  while (!isEnough() && performance.now() < giveUpAt) await sleep(500);
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
