import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultKind, repeatedly } from './fault.js';

const SHORTEST_STALL_MS = 10;
const LONGEST_STALL_MS = 700;
const COLD_READS = 100;
/** A process that gets a fifth of its time, in turns of 100 ms, as the kernel throttles a container. */
const TURN_MS = 100;
const RUNNING_MS = 20;

const stalled: FaultKind = {
  name: 'event loops stalled',
  away: [],
  async inject({ fleet, random, holdMs }) {
    await repeatedly(holdMs, 50, async () => {
      const stallMs = random.between(SHORTEST_STALL_MS, LONGEST_STALL_MS);
      random.pick(fleet.applications).stall(stallMs);
      await sleep(random.between(0, stallMs));
    });
  },
};

const starved: FaultKind = {
  name: 'instances starved of time',
  away: [],
  async inject({ fleet, holdMs }) {
    try {
      await repeatedly(holdMs, RUNNING_MS, async () => {
        for (const application of fleet.applications) application.freeze();
        await sleep(TURN_MS - RUNNING_MS);
        for (const application of fleet.applications) application.thaw();
      });
    } finally {
      for (const application of fleet.applications) application.thaw();
    }
  },
};

const burst: FaultKind = {
  name: 'burst of cold keys',
  away: [],
  async inject({ fleet, coldReads, send, random }) {
    const instance = Math.floor(random.next() * fleet.applications.length);
    await Promise.all(coldReads(COLD_READS).map(async (request) => send(request, instance)));
  },
};

/** What comes at once, or gets no time to run. Every server is there, so S3 excuses no answer. */
export const LOAD_FAULTS: readonly FaultKind[] = [stalled, starved, burst];
