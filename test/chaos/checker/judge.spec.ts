import { describe, expect, it } from '@jest/globals';
import { emptyHistory, type History, type Read, type Write } from './history.js';
import { judge } from './judge.js';

/** Write `seq` of one register, acknowledged 40 ms after it was sent and forgotten 30 ms before that. */
function write(seq: number, sentAt: number, change: Partial<Write> = {}): Write {
  const step = { register: 'r', seq, views: { start: `v${seq}` }, row: `v${seq}`, instance: 0 };
  const fate = { outcome: 'acknowledged', committedAt: sentAt + 5, forgottenAt: sentAt + 10 } as const;
  return { ...step, sentAt, endedAt: sentAt + 40, ...fate, ...change };
}

function read(value: string, beganAt: number): Read {
  const where = { region: 'business hours', instance: 1, tier: 'hit', contended: false } as const;
  return { ...where, beganAt, endedAt: beganAt + 3, seen: [{ register: 'r', view: 'start', value }] };
}

function history(writes: Write[], reads: Read[], faults: History['faults'] = []): History {
  return { ...emptyHistory(), writes, reads, faults };
}

function promises(given: History): string[] {
  return judge(given).violations.map((violation) => violation.promise);
}

const FIRST = write(0, 0);

describe('the judge', () => {
  it('accepts the last acknowledged value, and both while a write is under way', () => {
    const writes = [FIRST, write(1, 1000)];
    const reads = [read('v0', 500), read('v0', 1010), read('v1', 1010), read('v1', 1041)];
    expect(judge(history(writes, reads))).toEqual({ violations: [], tolerated: [] });
  });

  it('finds a read older than a write acknowledged before it began', () => {
    const found = judge(history([FIRST, write(1, 1000)], [read('v0', 1041)])).violations;
    expect(found).toMatchObject([{ promise: 'S1', staleMs: 1, since: { seq: 1 } }]);
  });

  it('takes a read that began before the acknowledgement, however late it is answered', () => {
    const slow = { ...read('v0', 1039), endedAt: 5000 };
    expect(promises(history([FIRST, write(1, 1000)], [slow]))).toEqual([]);
  });

  it('finds a value that was never written, and one that was not sent yet', () => {
    expect(promises(history([FIRST], [read('v7', 100)]))).toEqual(['phantom']);
    expect(promises(history([FIRST, write(1, 1000)], [read('v1', 500)]))).toEqual(['phantom']);
  });

  it('finds the value of a write that was rolled back', () => {
    const { committedAt: _, forgottenAt: __, ...rolledBack } = write(1, 1000, { outcome: 'unknown' });
    expect(promises(history([FIRST, rolledBack], [read('v1', 1100)]))).toEqual(['phantom']);
  });

  it('takes a value that returns for its latest writing', () => {
    const writes = [FIRST, write(1, 1000), write(2, 2000, { views: { start: 'v0' } })];
    expect(promises(history(writes, [read('v0', 2100)]))).toEqual([]);
    expect(promises(history(writes, [read('v1', 2100)]))).toEqual(['S1']);
  });

  it('counts, within the bound, what is older than a write whose FORGET was not accepted', () => {
    const late = write(1, 1000, { forgottenAt: 1900, leftToRelay: true });
    const verdict = judge(history([FIRST, late], [read('v0', 1800), read('v0', 1950)]));
    expect(verdict.tolerated).toMatchObject([{ staleMs: 760 }]);
    expect(verdict.violations).toMatchObject([{ promise: 'S1' }]);
  });

  it('does not excuse an answer that came before the FORGET of its own change', () => {
    // Two instances got the same request, and the one that found nothing to change answered at once.
    const early = write(1, 1000, { also: 2, endedAt: 1020, forgottenAt: 1045, leftToRelay: false });
    const verdict = judge(history([FIRST, early], [read('v0', 1015), read('v0', 1025)]));
    expect(verdict.violations).toMatchObject([{ promise: 'S1', staleMs: 5 }]);
    expect(verdict.tolerated).toEqual([]);
  });

  it('holds a write that was never forgotten to two seconds after everything is reachable', () => {
    const never = write(1, 1000, { forgottenAt: Infinity });
    expect(promises(history([FIRST, never], [read('v0', 3000)]))).toEqual([]);
    expect(promises(history([FIRST, never], [read('v0', 3050)]))).toEqual(['S2']);
    const outage = { kind: 'redis killed', openedAt: 900, closedAt: 4000, away: ['redis'] } as const;
    expect(promises(history([FIRST, never], [read('v0', 6400)], [outage]))).toEqual([]);
    expect(promises(history([FIRST, never], [read('v0', 6600)], [outage]))).toEqual(['S2']);
  });

  it('does not excuse an accepted FORGET because a server was away', () => {
    const outage = { kind: 'redis killed', openedAt: 900, closedAt: 4000, away: ['redis'] } as const;
    expect(promises(history([FIRST, write(1, 1000)], [read('v0', 1041)], [outage]))).toEqual(['S1']);
  });

  it('demands nothing of a write of unknown fate until it was forgotten or the bound is over', () => {
    const unknown = write(1, 1000, { outcome: 'unknown', endedAt: 1500, forgottenAt: 2000 });
    const reads = [read('v0', 1900), read('v1', 1900), read('v0', 2060)];
    const verdict = judge(history([FIRST, unknown], reads));
    expect(verdict.tolerated).toEqual([]);
    expect(verdict.violations).toMatchObject([{ promise: 'S1', read: { beganAt: 2060 } }]);
  });
});
