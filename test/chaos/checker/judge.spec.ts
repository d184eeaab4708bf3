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

  it('does not excuse an answer that came before the FORGET of its own change', () => {
    // Two instances got the same request, and the one that found nothing to change answered at once.
    const early = write(1, 1000, { also: 2, endedAt: 1020, forgottenAt: 1045, leftToRelay: false });
    const verdict = judge(history([FIRST, early], [read('v0', 1015), read('v0', 1025)]));
    expect(verdict.violations).toMatchObject([{ promise: 'S1', staleMs: 5 }]);
    expect(verdict.tolerated).toEqual([]);
  });

  it('holds a write that was never forgotten to two seconds after everything is reachable', () => {
    const never = write(1, 1000, { forgottenAt: Infinity, handedOver: true });
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
    expect(verdict.tolerated).toMatchObject([{ excuse: 'the writer never answered', staleMs: 895 }]);
    expect(verdict.violations).toMatchObject([{ promise: 'S1', read: { beganAt: 2060 } }]);
  });
});

/** The last value is read 30 ms after it was replaced and acknowledged. */
function verdictOn(change: Partial<Write>, faults: History['faults'] = [], beganAt = 1070) {
  const { violations, tolerated } = judge(
    history([FIRST, write(1, 1000, change)], [read('v0', beganAt)], faults),
  );
  return violations[0]?.promise ?? tolerated[0]?.excuse;
}

describe('the judge excuses a read that is older than a write', () => {
  const redis = { kind: 'Redis frozen', openedAt: 500, closedAt: 1500, away: ['redis'] } as const;
  const postgres = {
    kind: 'PostgreSQL restarted',
    openedAt: 900,
    closedAt: 1200,
    away: ['postgres'],
  } as const;
  const stalled = { kind: 'event loops stalled', openedAt: 900, closedAt: 1200, away: [] } as const;
  const late = { forgottenAt: 1900, leftToRelay: true } as const;
  const handedOver = { ...late, handedOver: true } as const;

  it('that was handed over because FORGET was not accepted, and says what was broken', () => {
    expect(verdictOn(handedOver, [redis])).toBe('handed over while Redis was away');
    expect(verdictOn(handedOver, [stalled])).toBe('handed over while an instance was away or busy');
    expect(verdictOn(handedOver)).toBe('handed over without such a fault');
  });

  it('only until a relay has forgotten it and a lease has passed', () => {
    expect(verdictOn(handedOver, [redis], 1940)).toBe('handed over while Redis was away');
    expect(verdictOn(handedOver, [redis], 1950)).toBe('S1');
  });

  it('for a lease of the instances, whose clocks may be slow, after a relay has forgotten it', () => {
    const bySql = write(1, 1000, {
      outcome: 'unannounced',
      instance: -1,
      forgottenAt: 1300,
      leftToRelay: true,
    });
    const verdict = (beganAt: number) => judge(history([FIRST, bySql], [read('v0', beganAt)]), 520);
    expect(verdict(1839)).toMatchObject({
      violations: [],
      tolerated: [{ excuse: 'changed past the application' }],
    });
    expect(verdict(1840)).toMatchObject({ violations: [{ promise: 'S1' }], tolerated: [] });
    // Who answers the client waits for that lease before.
    expect(judge(history([FIRST, write(1, 1000)], [read('v0', 1041)]), 520).violations).toHaveLength(1);
  });

  it('only for two seconds after both servers were reachable', () => {
    const never = { handedOver: true, forgottenAt: Infinity };
    expect(verdictOn(never, [redis], 3990)).toBe('handed over while Redis was away');
    expect(verdictOn(never, [redis], 4010)).toBe('S2');
  });

  it('not because its rows were done late', () => {
    expect(verdictOn(late)).toBe('S1');
    expect(verdictOn(late, [redis])).toBe('S1');
    expect(verdictOn(late, [postgres])).toBe('S1');
    expect(verdictOn({ forgottenAt: Infinity, leftToRelay: true }, [postgres])).toBe('S1');
  });

  it('but not if it left no record, even when neither server answered', () => {
    expect(verdictOn(late, [redis, postgres])).toBe('S1');
  });

  it('that was made past the application, for two seconds after its COMMIT', () => {
    const bySql = { outcome: 'unannounced', instance: -1, forgottenAt: Infinity } as const;
    expect(verdictOn(bySql, [], 3030)).toBe('changed past the application');
    expect(verdictOn(bySql, [], 3050)).toBe('S2');
    // A change of the schema leaves no row, so nothing says when it was forgotten.
    expect(verdictOn({ ...bySql, leavesNoRow: true, committedAt: 1040 }, [], 3050)).toBe('S2');
  });

  it('whose writer never answered, for two seconds after its COMMIT, however long the client waited', () => {
    const silent = { outcome: 'unknown', endedAt: 11_000, forgottenAt: Infinity } as const;
    expect(verdictOn(silent, [], 3000)).toBe('the writer never answered');
    expect(verdictOn(silent, [], 3010)).toBe('S2');
    const killed = {
      kind: 'application killed',
      openedAt: 1010,
      closedAt: 2000,
      away: ['application'],
    } as const;
    expect(verdictOn(silent, [killed], 4400)).toBe('the writer never answered');
    expect(verdictOn(silent, [killed], 4600)).toBe('S2');
  });
});

describe('the judge and a second request for a step', () => {
  it('convicts what is older than a refusal that revealed the change, though the change itself was answered later', () => {
    const revealed = { also: 2, byRefusal: true, endedAt: 1020, forgottenAt: 1045 };
    expect(verdictOn(revealed, [], 1015)).toBeUndefined();
    expect(verdictOn(revealed, [], 1025)).toBe('S1');
  });
});

describe('the judge and a database that was brought back', () => {
  const restored = (sentAt: number): Write =>
    write(2, sentAt, {
      views: { start: 'v0' },
      outcome: 'unannounced',
      instance: -1,
      leavesNoRow: true,
      isRestored: true,
      committedAt: sentAt + 40,
      forgottenAt: Infinity,
    });
  const away = { kind: 'restored', openedAt: 1990, closedAt: 2040, away: ['postgres'] } as const;
  const given = (value: string, beganAt: number) =>
    history([FIRST, write(1, 1000), restored(2000)], [read(value, beganAt)], [away]);

  it('takes the lost value for two seconds after it answers, and the former one at once', () => {
    expect(promises(given('v1', 4500))).toEqual([]);
    expect(promises(given('v0', 2050))).toEqual([]);
  });

  it('convicts a read that shows the lost value after that', () => {
    expect(promises(given('v1', 4600))).toEqual(['S2']);
  });

  it('convicts a read that shows the former value before', () => {
    expect(promises(given('v0', 1900))).toEqual(['S1']);
  });

  it('takes any value that was written from a read that ran meanwhile: tables are restored one after the other', () => {
    expect(promises(given('v0', 1998))).toEqual([]);
    expect(promises(given('v7', 1998))).toEqual(['phantom']);
  });
});

describe('the judge and registers of several views', () => {
  const place = (seq: number, sentAt: number, here: number): Write =>
    write(seq, sentAt, {
      views: { 'at 1': here === 1 ? 'here' : 'gone', 'at 2': here === 2 ? 'here' : 'gone' },
    });
  const seenAt = (view: string, value: string, beganAt: number): Read => ({
    ...read(value, beganAt),
    seen: [{ register: 'r', view, value }],
  });
  const moved = [place(0, 0, 1), place(1, 1000, 2)];

  it('passes a barber who is seen where they work', () => {
    const reads = [seenAt('at 1', 'here', 900), seenAt('at 1', 'gone', 1100), seenAt('at 2', 'here', 1100)];
    expect(promises(history(moved, reads))).toEqual([]);
  });

  it('convicts an answer that shows a barber who has left, or misses one who has come', () => {
    expect(promises(history(moved, [seenAt('at 1', 'here', 1100)]))).toEqual(['S1']);
    expect(promises(history(moved, [seenAt('at 2', 'gone', 1100)]))).toEqual(['S1']);
  });

  it('convicts an answer that shows what was deleted, and one without what was made', () => {
    const life = [FIRST, write(1, 1000, { views: { start: 'gone' } }), write(2, 2000)];
    expect(promises(history(life, [read('gone', 1100), read('v2', 2100)]))).toEqual([]);
    expect(promises(history(life, [read('v0', 1100), read('gone', 2100)]))).toEqual(['S1', 'S1']);
  });
});
