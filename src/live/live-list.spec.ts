import { afterEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../test/support/until.js';
import { LiveList, type ListState } from './live-list.js';
import type { ListRead } from './list-read.js';

type Reported = readonly [event: string, version: number | undefined];

/** Longer than a list takes to settle once. */
const WHILE_MS = 120;

/** A list whose reads are scripted: each takes the next, and the last one stays. */
class Scripted {
  readonly reported: Reported[] = [];
  reads = 0;
  readonly list: LiveList;
  private script: readonly (Partial<ListRead> | Error)[] = [{}];

  constructor() {
    this.list = new LiveList(
      { key: 'list', right: 'account.own', cost: async () => 1, read: async () => ({ etag: '' }) },
      { read: () => this.read(), listensTo: () => true, now: () => Date.now() },
      1,
    );
    this.list.watchers.add({
      notify: (event: string, state: ListState | undefined) => this.reported.push([event, state?.version]),
    });
  }

  shows(...script: (Partial<ListRead> | Error)[]): void {
    this.script = script;
  }

  private async read(): Promise<ListRead> {
    this.reads++;
    const [next = {}, ...others] = this.script;
    if (others.length > 0) this.script = others;
    if (next instanceof Error) throw next;
    const version = next.version ?? 1;
    const plain = {
      etag: `"${version}"`,
      validUntil: Infinity,
      isHit: true,
      isBypass: false,
      isFinal: false,
      ids: [],
      tags: [],
    };
    return { ...plain, ...next, version };
  }
}

let scripted: Scripted;
afterEach(() => scripted.list.close());

async function opened(): Promise<Scripted> {
  scripted = new Scripted();
  await scripted.list.ready();
  return scripted;
}

it('reports a change once two reads agree, one lease apart', async () => {
  const { list, reported } = await opened();
  scripted.shows({ version: 2 }, { version: 3 }, { version: 4 });
  const before = performance.now();
  list.signal();
  await until(() => reported.length > 0);
  expect(performance.now() - before).toBeGreaterThan(52);
  await until(() => scripted.reads >= 6);
  await sleep(WHILE_MS);
  expect(reported).toEqual([['changed', 4]]);
});

it('reports nothing if the list is the same, and of the version at which it became so', async () => {
  const { list, reported } = await opened();
  scripted.shows({ version: 5, etag: '"1"' });
  list.signal();
  await until(() => scripted.reads >= 4);
  await sleep(WHILE_MS);
  expect(reported).toEqual([]);
  expect(list.state).toEqual({ version: 1, etag: '"1"' });
});

it('reports no state that is older than one it has reported', async () => {
  const { list, reported } = await opened();
  scripted.shows({ version: 6 });
  list.signal();
  await until(() => reported.length > 0);
  scripted.shows({ version: 4 });
  list.signal();
  await sleep(WHILE_MS);
  scripted.shows({ version: 7 });
  list.signal();
  await until(() => reported.length > 1);
  expect(reported).toEqual([
    ['changed', 6],
    ['changed', 7],
  ]);
});

it('reports a list that changes all the time, and again when it has settled', async () => {
  const { list, reported } = await opened();
  let version = 1;
  scripted.shows(...Array.from({ length: 8 }, () => ({ version: ++version, etag: '"always"' })));
  list.signal();
  await until(() => reported.length > 1);
  expect(reported.map(([event]) => event)).toEqual(['changed', 'changed']);
});

it('past the cache, reports each signal, since other instances may have shown an older state until then', async () => {
  const { list, reported } = await opened();
  scripted.shows({ version: 2, isBypass: true, isHit: false });
  list.signal();
  await until(() => reported.length > 0);
  scripted.shows({ version: 3, etag: '"2"', isBypass: true, isHit: false });
  await sleep(WHILE_MS);
  list.signal();
  await until(() => reported.length > 1);
  expect(list.isArmed).toBe(false);
});

it('is read again when time alone changes the list', async () => {
  scripted = new Scripted();
  scripted.shows({ validUntil: Date.now() + 150 });
  await scripted.list.ready();
  scripted.shows({ version: 2 });
  await until(() => scripted.reported.length > 0);
  expect(scripted.reported).toEqual([['changed', 2]]);
});

it('says that changes may have been missed: after a read, and at once if it cannot be read', async () => {
  const { list, reported } = await opened();
  list.miss();
  await until(() => reported.length > 0);
  scripted.shows(new Error('gone'), { version: 9 });
  list.signal();
  await until(() => reported.length > 2);
  expect(reported).toEqual([
    ['resync', 1],
    ['resync', 1],
    ['resync', 9],
  ]);
});

it('the opener gets the error of the first read', async () => {
  scripted = new Scripted();
  scripted.shows(new Error('not found'));
  await expect(scripted.list.ready()).rejects.toThrow('not found');
});
