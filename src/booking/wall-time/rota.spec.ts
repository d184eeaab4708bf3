import { describe, expect, it } from '@jest/globals';
import { rotaWindows } from './rota.js';
import { specialHours } from './special-hours.js';
import { resolveWindows } from './window-resolution.js';
import type { Week, Window } from './windows.js';

const everyDay = (...windows: Window[]): Week => Array.from({ length: 7 }, () => windows);
const EARLY = everyDay([540, 720]);
const LATE = everyDay([720, 1080]);

describe('a rota', () => {
  it('alternates by calendar weeks from its start on', () => {
    // A Wednesday.
    const rota = { startDate: '2027-03-03', weeks: [EARLY, LATE] };
    const on = (date: string) => rotaWindows(rota, date);
    expect(on('2027-03-02')).toBeUndefined();
    expect(on('2027-03-03')).toBe(EARLY[0]);
    expect(on('2027-03-07')).toBe(EARLY[0]);
    expect(on('2027-03-08')).toBe(LATE[0]);
    expect(on('2027-03-15')).toBe(EARLY[0]);
    expect(on('2032-03-01')).toBe(LATE[0]);
  });

  it('replaces the week, and an override replaces it', () => {
    const rules = {
      weekly: everyDay([0, 60]),
      rota: { startDate: '2027-03-02', weeks: [EARLY] },
      overrides: { '2027-03-03': [[600, 660]] as const },
      hours: null,
    };
    const dates = ['2027-03-01', '2027-03-02', '2027-03-03'];
    expect(resolveWindows('UTC', dates, rules).map(({ from }) => new Date(from).toISOString())).toEqual([
      '2027-03-01T00:00:00.000Z',
      '2027-03-02T09:00:00.000Z',
      '2027-03-03T10:00:00.000Z',
    ]);
  });
});

describe('special hours', () => {
  const closure = (from: string, to: string, ...windows: Window[]) => ({ from, to, windows });
  const dates = ['2027-12-23', '2027-12-24', '2027-12-25', '2027-12-26'];
  const open = (closures: ReturnType<typeof closure>[], hours: Week | null = null, weekly = EARLY) =>
    resolveWindows('Europe/Berlin', dates, { weekly, overrides: {}, hours, closures })
      .map(({ from, until }) => `${new Date(from).toISOString().slice(0, 16)}/${(until - from) / 60_000}`)
      .toSorted();

  it('replace the business hours of their dates', () => {
    expect(
      open([closure('2027-12-24', '2027-12-24', [540, 600]), closure('2027-12-25', '2027-12-26')]),
    ).toEqual(['2027-12-23T08:00/180', '2027-12-24T08:00/60']);
    // Open longer than usual, as far as the barber works.
    expect(open([closure('2027-12-24', '2027-12-24', [0, 1440])], everyDay([540, 600]))).toEqual([
      '2027-12-23T08:00/60',
      '2027-12-24T08:00/180',
      '2027-12-25T08:00/60',
      '2027-12-26T08:00/60',
    ]);
  });

  it('of several closures are those that all leave', () => {
    const closures = [
      closure('2027-12-24', '2027-12-25', [540, 660]),
      closure('2027-12-25', '2027-12-25', [600, 720]),
    ];
    expect(specialHours(closures, dates)).toEqual({ '2027-12-24': [[540, 660]], '2027-12-25': [[600, 660]] });
  });

  it('end with the night that begins on them, and leave the one before whole', () => {
    const nights = everyDay([1350, 1530]);
    for (const hours of [null, everyDay([1200, 1560])]) {
      expect(open([closure('2027-12-25', '2027-12-25')], hours, nights)).toEqual([
        '2027-12-23T21:30/180',
        '2027-12-24T21:30/180',
        '2027-12-26T21:30/180',
      ]);
      expect(open([closure('2027-12-25', '2027-12-25', [1200, 1470])], hours, nights)).toEqual([
        '2027-12-23T21:30/180',
        '2027-12-24T21:30/180',
        '2027-12-25T21:30/120',
        '2027-12-26T21:30/180',
      ]);
    }
  });

  it('of a whole day leave the night that begins on it whole, where a location is open all hours', () => {
    const nights = everyDay([1350, 1530]);
    expect(open([closure('2027-12-24', '2027-12-25', [0, 1440])], null, nights)).toEqual(
      open([], null, nights),
    );
  });
});
