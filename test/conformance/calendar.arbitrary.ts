import fc from 'fast-check';
import type { Interval } from '../../src/booking/wall-time/interval.js';
import type { SlotRules } from '../../src/booking/slots/slots.js';
import { MINUTE_MS } from '../../src/time/durations.js';

/** A Monday. */
const START = Date.UTC(2027, 2, 1);
const MINUTES = 3 * 24 * 60;

/** Three days of a calendar with arbitrary windows, appointments and time off, which may overlap. */
export const anyRange: Interval = { from: START, until: START + MINUTES * MINUTE_MS };

const anyInterval = (maxLength: number): fc.Arbitrary<Interval> =>
  fc
    .tuple(fc.integer({ min: 0, max: MINUTES }), fc.integer({ min: 1, max: maxLength }))
    .map(([from, length]) => ({
      from: START + from * MINUTE_MS,
      until: START + (from + length) * MINUTE_MS,
    }));

/** The intervals of a calendar; windows may touch and overlap. */
export const anyCalendar: fc.Arbitrary<Record<'windows' | 'busy' | 'timeOff', Interval[]>> = fc.record({
  windows: fc.array(anyInterval(600), { minLength: 1, maxLength: 6 }),
  busy: fc.array(anyInterval(240), { maxLength: 20 }),
  timeOff: fc.array(anyInterval(600), { maxLength: 2 }),
});

export const anyRules: fc.Arbitrary<SlotRules> = fc.record({
  durationMinutes: fc.integer({ min: 1, max: 120 }),
  bufferBeforeMinutes: fc.integer({ min: 0, max: 30 }),
  bufferAfterMinutes: fc.integer({ min: 0, max: 30 }),
  intervalMinutes: fc.integer({ min: 1, max: 60 }),
  packsSlots: fc.boolean(),
  earliest: fc.integer({ min: -60, max: MINUTES }).map((minute) => START + minute * MINUTE_MS),
  latest: fc.integer({ min: 0, max: MINUTES + 60 }).map((minute) => START + minute * MINUTE_MS),
});
