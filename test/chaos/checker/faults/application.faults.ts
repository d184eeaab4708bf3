import { setTimeout as sleep } from 'node:timers/promises';
import { registersOf, type RowChange } from '../registers/outbox-row.js';
import type { FaultKind, Injection } from './fault.js';

/** Kills an instance at a random moment, during writes. */
const killed: FaultKind = {
  name: 'application killed',
  away: ['application'],
  async inject({ fleet, random, holdMs }) {
    const victim = random.pick(fleet.applications);
    await victim.kill();
    await sleep(holdMs / 4);
    await victim.restart();
  },
};

/** Shorter than the command timeout, so that the instance does not notice the frozen wire and publishes no suspension. */
const UNNOTICED_MS = 90;

/**
 * Freezes an instance's wire to Redis and kills it as soon as it has committed something, so that no process has forgotten
 * the change or been notified of it. If there was no write in time, the wire is released, and the attempt is repeated.
 */
const killedBeforeForget: FaultKind = {
  name: 'application killed between COMMIT and FORGET',
  away: ['application'],
  async inject(injection) {
    const { fleet, random, holdMs } = injection;
    const index = Math.floor(random.next() * fleet.applications.length);
    const wire = fleet.wires[index];
    const victim = fleet.applications[index];
    const giveUpAt = performance.now() + 2 * holdMs;
    for (wire?.freeze(); !(await hasCommitted(injection, index)); wire?.freeze()) {
      if (performance.now() > giveUpAt) break;
      wire?.pass();
      await sleep(random.between(20, 200));
    }
    await victim?.kill();
    wire?.reset();
    wire?.pass();
    await sleep(holdMs / 4);
    await victim?.restart();
  },
};

/** Whether, within the time that is left, a write to this instance is in the database, not forgotten and not answered. */
async function hasCommitted(injection: Injection, instance: number): Promise<boolean> {
  const giveUpAt = performance.now() + UNNOTICED_MS;
  do {
    // What was forgotten just before the wire stood still is marked done in less than these 20 ms.
    const rows = await injection.fleet.sql(
      `SELECT relation, before, after FROM outbox WHERE done_at IS NULL AND NOT handed_over
       AND created_at < clock_timestamp() - interval '20 ms'`,
      [],
    );
    const asked = injection.unanswered(instance).map((write) => `${write.register} ${write.row}`);
    for (const row of rows) {
      const found = registersOf(row as unknown as RowChange);
      if (found.some(({ register, value }) => asked.includes(`${register} ${value}`))) return true;
    }
    await sleep(5);
  } while (performance.now() < giveUpAt);
  return false;
}

const frozen: FaultKind = {
  name: 'application frozen',
  away: ['application'],
  async inject({ fleet, random, holdMs }) {
    const victim = random.pick(fleet.applications);
    victim.freeze();
    await sleep(holdMs);
    victim.thaw();
  },
};

export const APPLICATION_FAULTS: readonly FaultKind[] = [killed, killedBeforeForget, frozen];
