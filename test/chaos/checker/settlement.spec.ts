import { describe, expect, it } from '@jest/globals';
import type { Write } from './history.js';
import { settle } from './settlement.js';

function write(seq: number, row: string, sentAt: number, outcome: Write['outcome']): Write {
  return { register: 'r', seq, views: {}, row, instance: 0, sentAt, endedAt: sentAt + 40, outcome };
}

function outboxRow(value: string, createdAt: number, doneAt: number | null = createdAt + 5) {
  return { id: createdAt, register: 'r', value, createdAt, doneAt, handedOver: false };
}

describe('the settlement', () => {
  it('tells each write when it committed and when it was forgotten', () => {
    const writes = [write(1, 'a', 100, 'acknowledged'), write(2, 'b', 200, 'unknown')];
    expect(settle(writes, [outboxRow('a', 110), outboxRow('b', 210, null)])).toEqual({
      unexplained: [],
      lost: [],
    });
    expect(writes).toMatchObject([
      { committedAt: 110, forgottenAt: 115, leftToRelay: false },
      { committedAt: 210, forgottenAt: Infinity, leftToRelay: true },
    ]);
  });

  it('gives a row to the write in whose time it was made, not to an older one of unknown fate', () => {
    const writes = [write(1, 'a', 100, 'unknown'), write(25, 'a', 5000, 'acknowledged')];
    settle(writes, [outboxRow('a', 5010)]);
    expect(writes.map((each) => each.committedAt)).toEqual([undefined, 5010]);
  });

  it('names acknowledged writes without a row, and rows without a write', () => {
    const lost = write(1, 'a', 100, 'acknowledged');
    const stray = outboxRow('b', 110);
    expect(settle([lost], [stray])).toEqual({ unexplained: [stray], lost: [lost] });
  });

  it('expects no row of a write of the value that is there, and gives it the fate of the write that made it', () => {
    const writes = [
      write(0, 'a', 100, 'acknowledged'),
      write(1, 'b', 200, 'refused'),
      write(2, 'a', 300, 'acknowledged'),
      write(3, 'a', 400, 'acknowledged'),
    ];
    expect(settle(writes, [outboxRow('a', 110, 900)]).lost).toEqual([]);
    const fate = { committedAt: 110, forgottenAt: 900, leftToRelay: true };
    expect(writes).toMatchObject([fate, {}, fate, fate]);
    expect(writes[1]).not.toHaveProperty('committedAt');
  });

  it('misses the row of a write of an earlier value, and of one whose value is there only in an uncommitted write', () => {
    const writes = [
      write(0, 'a', 100, 'acknowledged'),
      write(1, 'b', 200, 'acknowledged'),
      write(2, 'a', 300, 'acknowledged'),
    ];
    expect(settle(writes, [outboxRow('a', 110), outboxRow('b', 210)]).lost).toEqual([writes[2]]);
    const first = [write(0, 'a', 100, 'unknown'), write(1, 'a', 200, 'acknowledged')];
    expect(settle(first, []).lost).toEqual([first[1]]);
  });

  it('takes a value that a restored database holds for there, with no fate to share', () => {
    const restored = { ...write(0, 'a', 100, 'unannounced'), leavesNoRow: true, committedAt: 140 };
    const again = write(1, 'a', 200, 'acknowledged');
    expect(settle([restored, again], []).lost).toEqual([]);
    expect(again).not.toHaveProperty('committedAt');
  });

  it('takes the last of several rows for the time of the FORGET', () => {
    const writes = [write(1, 'a', 100, 'acknowledged')];
    settle(writes, [outboxRow('a', 110, 120), outboxRow('a', 111, 900)]);
    expect(writes).toMatchObject([{ forgottenAt: 900 }]);
  });

  it('expects no row of a write that leaves none, and gives it none', () => {
    const restored = { ...write(1, 'a', 100, 'unannounced'), leavesNoRow: true, committedAt: 140 };
    const stray = outboxRow('a', 110);
    expect(settle([restored], [stray])).toEqual({ unexplained: [stray], lost: [] });
    expect(restored).toMatchObject({ committedAt: 140 });
    expect(restored).not.toHaveProperty('forgottenAt');
  });

  it('gives a deletion its row', () => {
    const writes = [write(1, 'gone', 100, 'unannounced')];
    expect(settle(writes, [outboxRow('gone', 110)]).unexplained).toEqual([]);
    expect(writes).toMatchObject([{ committedAt: 110, forgottenAt: 115 }]);
  });
});
