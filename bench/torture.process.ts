/** A node of the torture run: `torture.process.js <contender> <redis url>`. Its loads and writes are calls to the parent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { thing } from './peers.contender.js';
import { CONTENDERS } from './peers.list.js';
import { Calls } from './process.calls.js';
import { between } from './torture.authority.js';
import type { Acknowledged, TortureRead, NodeHistory } from './torture.staleness.js';

const READERS = 8;
const THINGS = 12;
const READ_PAUSE_MS = 8;
const WRITE_EVERY_MS = 40;

const [name = '', redisUrl = ''] = process.argv.slice(2);
const contender = await CONTENDERS[name]?.({
  redisUrl,
  namespace: 'torture',
  load: async (id) => thing(await parent.call<number>('load', id)),
});
// Calls that the parent has sent meanwhile wait in the channel.
const parent = Calls.with(process, { ready: async () => contender !== undefined, run });

/** Reads and writes for the given time, and returns its history. */
async function run(seconds: number): Promise<NodeHistory> {
  const reads: TortureRead[] = [];
  const writes: Acknowledged[] = [];
  const until = now() + seconds * 1000;
  let failures = 0;
  const counted = async (work: Promise<void>) => work.catch(() => void failures++);

  const reader = async () => {
    while (now() < until) {
      await counted(readOne(reads));
      await sleep(between(0, READ_PAUSE_MS));
    }
  };
  // Writes begin on schedule, so that a library with quick invalidation does not get more of them.
  const writer = async () => {
    const begun: Promise<void>[] = [];
    while (now() < until) {
      begun.push(counted(writeOne(writes)));
      await sleep(between(0, 2 * WRITE_EVERY_MS));
    }
    await Promise.all(begun);
  };
  await Promise.all([writer(), ...Array.from({ length: READERS }, reader)]);
  return { reads, writes, failures };
}

async function readOne(reads: TortureRead[]): Promise<void> {
  const id = someThing();
  const beganAt = now();
  const value = await contender?.get(id);
  if (value !== undefined) reads.push({ id, number: value.number, beganAt });
}

async function writeOne(writes: Acknowledged[]): Promise<void> {
  const id = someThing();
  const number = await parent.call<number>('write', id);
  await contender?.invalidate(id);
  writes.push({ id, number, at: now() });
}

function someThing(): number {
  return Math.floor(Math.random() * THINGS);
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

process.on('disconnect', () => process.exit());
