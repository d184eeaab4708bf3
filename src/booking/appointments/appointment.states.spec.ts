import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import {
  type AppointmentStatus,
  isOutcome,
  STATUSES,
  transition,
  TRANSITIONS,
} from './appointment.states.js';

const START = Date.parse('2027-06-15T10:00Z');
const at = (status: AppointmentStatus) => ({ status, starts_at: new Date(START) });
const staff = { isStaff: true, now: START };

describe('the states of an appointment', () => {
  it('are documented as they are', async () => {
    const text = await readFile('docs/shop.md', 'utf8');
    const rows = [...text.matchAll(/^\| (\w+) +\| (\w+) +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)]
      .map(([, from, to, by, when]) => `${from} ${to}: ${by}, ${when}`)
      .filter((row) => !row.startsWith('from'));
    const table = STATUSES.flatMap((from) =>
      Object.entries(TRANSITIONS[from]).map(([to, { by, needsTime }]) => {
        const isAfterStart = isOutcome(to as AppointmentStatus);
        const when = isAfterStart ? 'after the start' : needsTime ? 'while its time is free' : 'at any time';
        return `${from} ${to}: ${by}, ${when}`;
      }),
    );
    expect(rows.toSorted()).toEqual(table.toSorted());
  });

  it('refuse what the table does not have', () => {
    expect(() => transition(at('completed'), 'cancelled', staff)).toThrow('completed');
    expect(() => transition(at('cancelled'), 'completed', staff)).toThrow('is cancelled');
    expect(() => transition(at('confirmed'), 'completed', { ...staff, isStaff: false })).toThrow(
      'Only staff',
    );
    expect(() => transition(at('confirmed'), 'no_show', { ...staff, now: START - 1 })).toThrow(
      'only after its start',
    );
    expect(transition(at('confirmed'), 'no_show', staff)).toBe(TRANSITIONS.confirmed.no_show);
  });
});
