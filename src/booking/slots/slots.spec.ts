import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCalendar, anyRange, anyRules } from '../../../test/conformance/calendar.arbitrary.js';
import { MINUTE_MS } from '../../time/durations.js';
import type { Interval } from '../wall-time/interval.js';
import { type BarberCalendar, freeStarts, judgeStart, type SlotRules, workingWindows } from './slots.js';

const at = (time: string) => Date.parse(`2027-03-01T${time}Z`);
const span = (from: string, until: string): Interval => ({ from: at(from), until: at(until) });
const time = (start: number) => new Date(start).toISOString().slice(11, 16);

const DAY = span('00:00', '23:59');
const RULES: SlotRules = {
  durationMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  intervalMinutes: 30,
  earliest: -Infinity,
  latest: Infinity,
};
/** A calendar whose windows are given as intervals. */
type Intervals = Pick<BarberCalendar, 'busy' | 'timeOff'> & { readonly windows: readonly Interval[] };
const OPEN: Intervals = { windows: [span('09:00', '11:00')], busy: [], timeOff: [] };
const calendarOf = (given: Partial<Intervals>): BarberCalendar => {
  const { windows, ...rest } = { ...OPEN, ...given };
  return { ...rest, windows: workingWindows(windows) };
};

const times = (calendar: Partial<Intervals>, rules: Partial<SlotRules> = {}, range = DAY) =>
  freeStarts(calendarOf(calendar), range, { ...RULES, ...rules }).map(time);
const judge = (start: string, calendar: Partial<Intervals> = {}, rules: Partial<SlotRules> = {}) =>
  judgeStart(at(start), calendarOf(calendar), { ...RULES, ...rules });

describe('freeStarts', () => {
  it('steps from the start of each window', () => {
    const windows = [span('09:10', '10:10'), span('14:05', '15:00')];
    expect(times({ windows })).toEqual(['09:10', '09:40', '14:05']);
  });

  it('lists a slot that ends with its window, and none that ends later', () => {
    expect(times({}, { durationMinutes: 60 })).toEqual(['09:00', '09:30', '10:00']);
    expect(times({}, { durationMinutes: 61 })).toEqual(['09:00', '09:30']);
  });

  it('takes windows that touch for one, but not their grids', () => {
    const windows = [span('09:10', '10:00'), span('10:00', '11:00')];
    expect(times({ windows }, { durationMinutes: 45 })).toEqual(['09:10', '09:40', '10:00']);
    expect(
      times({ windows: [span('09:00', '09:20'), span('09:20', '09:45')] }, { durationMinutes: 45 }),
    ).toEqual(['09:00']);
    expect(times({ windows: [span('09:00', '09:20'), span('09:21', '09:45')] })).toEqual([]);
  });

  it('lists a start once where windows overlap', () => {
    expect(times({ windows: [span('09:30', '11:00'), span('09:00', '10:30')] })).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '10:30',
    ]);
  });

  it('keeps the buffers clear of busy ranges, to the minute', () => {
    const buffers = { bufferBeforeMinutes: 10, bufferAfterMinutes: 5, intervalMinutes: 5 };
    const listed = times({ busy: [span('09:45', '10:00')] }, buffers);
    expect(listed).toEqual(['09:00', '09:05', '09:10', '10:10', '10:15', '10:20', '10:25', '10:30']);
  });

  it('lets buffers leave the window and reach into time off', () => {
    const buffers = { bufferBeforeMinutes: 60, bufferAfterMinutes: 60 };
    expect(times({ timeOff: [span('09:30', '10:00')] }, buffers)).toEqual(['09:00', '10:00', '10:30']);
  });

  it('keeps to the range: its first instant is in it, its last is not', () => {
    expect(times({}, {}, span('09:30', '10:30'))).toEqual(['09:30', '10:00']);
  });

  it('keeps the minimum notice and the horizon, both to the millisecond', () => {
    expect(times({}, { earliest: at('09:30'), latest: at('10:00') })).toEqual(['09:30', '10:00']);
    expect(times({}, { earliest: at('09:30') + 1, latest: at('10:00') - 1 })).toEqual([]);
  });

  it('continues on the grid of the window after a busy range', () => {
    expect(times({ busy: [span('09:10', '09:20')] }, { durationMinutes: 5, intervalMinutes: 7 })).toEqual([
      '09:00',
      '09:21',
      '09:28',
      '09:35',
      '09:42',
      '09:49',
      '09:56',
      '10:03',
      '10:10',
      '10:17',
      '10:24',
      '10:31',
      '10:38',
      '10:45',
      '10:52',
    ]);
  });
});

describe('packed slots', () => {
  const busy = [span('09:40', '10:05')];

  it('begin right after a busy range and end right before one, with the buffers between', () => {
    expect(times({ busy })).toEqual(['09:00', '10:30']);
    expect(times({ busy }, { packsSlots: true })).toEqual(['09:00', '09:10', '10:05', '10:30']);
    const buffers = { packsSlots: true, bufferBeforeMinutes: 5, bufferAfterMinutes: 10 };
    expect(times({ busy }, buffers)).toEqual(['09:00', '10:10', '10:30']);
    expect(times({ busy: [span('08:00', '08:55')] }, { ...buffers, intervalMinutes: 90 })).toEqual([
      '09:00',
      '10:30',
    ]);
    expect(times({ busy: [span('08:00', '09:05')] }, { ...buffers, intervalMinutes: 90 })).toEqual([
      '09:10',
      '10:30',
    ]);
  });

  it('are whole minutes within the windows, outside time off, and between other busy ranges', () => {
    const close = [span('09:40:10', '10:05'), span('10:31', '10:45')];
    expect(times({ busy: close }, { packsSlots: true }).slice(1)).toEqual(['09:10']);
    expect(times({ busy, timeOff: [span('10:00', '10:20')] }, { packsSlots: true })).toEqual([
      '09:00',
      '09:10',
      '10:30',
    ]);
    expect(times({ busy: [span('08:00', '08:20')] }, { packsSlots: true })[0]).toBe('09:00');
    expect(judge('10:05', { busy }, { packsSlots: true })).toBe('free');
    expect(judge('10:05', { busy })).toBe('outside-availability');
    expect(judge('10:06', { busy }, { packsSlots: true })).toBe('outside-availability');
  });
});

describe('judgeStart', () => {
  it.each([
    ['09:00', 'free'],
    ['10:30', 'free'],
    ['09:15', 'outside-availability'],
    ['08:30', 'outside-availability'],
    ['11:00', 'outside-availability'],
  ])('finds %s %s', (start, verdict) => {
    expect(judge(start)).toBe(verdict);
  });

  it('keeps the minimum notice and the horizon, both to the millisecond', () => {
    expect(judge('09:00', {}, { earliest: at('09:00'), latest: at('09:00') })).toBe('free');
    expect(judge('09:00', {}, { earliest: at('09:00') + 1 })).toBe('too-soon');
    expect(judge('09:00', {}, { latest: at('09:00') - 1 })).toBe('beyond-horizon');
  });

  const inTheWay = { busy: [span('09:00', '11:00')] };

  it('reports the most permanent reason first', () => {
    const timeOff = [span('09:00', '11:00')];
    expect(judge('09:00', { ...inTheWay, timeOff }, { earliest: at('10:00') })).toBe('outside-availability');
    expect(judge('09:00', inTheWay, { earliest: at('09:00') + 1 })).toBe('too-soon');
    expect(judge('09:00', inTheWay, { latest: at('09:00') - 1 })).toBe('beyond-horizon');
    expect(judge('09:00', inTheWay)).toBe('slot-taken');
  });
});

/** The rules, implemented independently for one start. */
function refusal(start: number, { windows, busy, timeOff }: Intervals, rules: SlotRules): string {
  const end = start + rules.durationMinutes * MINUTE_MS;
  const blocked = {
    from: start - rules.bufferBeforeMinutes * MINUTE_MS,
    until: end + rules.bufferAfterMinutes * MINUTE_MS,
  };
  const overlaps = (a: Interval) => (b: Interval) => a.from < b.until && b.from < a.until;
  const works = (minute: number) => windows.some(({ from, until }) => minute >= from && minute < until);
  const worksThroughout = () =>
    Array.from({ length: rules.durationMinutes }, (_, minute) => minute).every((minute) =>
      works(start + minute * MINUTE_MS),
    );
  const isPacked =
    rules.packsSlots === true &&
    busy.some(({ from, until }) => until === blocked.from || from === blocked.until);
  const fits =
    windows.some(
      ({ from, until }) =>
        start >= from &&
        start < until &&
        (isPacked || (start - from) % (rules.intervalMinutes * MINUTE_MS) === 0),
    ) && worksThroughout();
  if (!fits || timeOff.some(overlaps({ from: start, until: end }))) return 'outside-availability';
  if (start < rules.earliest) return 'too-soon';
  if (start > rules.latest) return 'beyond-horizon';
  return busy.some(overlaps(blocked)) ? 'slot-taken' : 'free';
}

describe('any calendar', () => {
  const minutes = Array.from(
    { length: (anyRange.until - anyRange.from) / MINUTE_MS },
    (_, minute) => anyRange.from + minute * MINUTE_MS,
  );

  it('is judged by the rules at every minute', () => {
    fc.assert(
      fc.property(anyCalendar, anyRules, (calendar, rules) => {
        const wrong = minutes.find(
          (start) => judgeStart(start, calendarOf(calendar), rules) !== refusal(start, calendar, rules),
        );
        expect(wrong).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('lists exactly the starts that are free: none that overlaps a busy range or leaves its window', () => {
    fc.assert(
      fc.property(anyCalendar, anyRules, (calendar, rules) => {
        const free = minutes.filter((start) => refusal(start, calendar, rules) === 'free');
        expect(freeStarts(calendarOf(calendar), anyRange, rules)).toEqual(free);
      }),
      { numRuns: 200 },
    );
  });
});
