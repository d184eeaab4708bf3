import { describe, expect, it } from '@jest/globals';
import { type BarberHours, type CoveredAppointment, coverageBy } from './coverage.js';

const week = (windows: [number, number][]) => Array.from({ length: 7 }, () => windows);
const HOURS: BarberHours = {
  barberId: 1,
  locationId: 1,
  timezone: 'America/New_York',
  isActive: true,
  serviceIds: [],
  timeOff: [],
  weekly: week([
    [540, 720],
    [720, 1020],
  ]),
  overrides: {},
  hours: null,
};
const at = (from: string, until: string): CoveredAppointment => ({
  id: 1,
  barberId: 1,
  locationId: 1,
  serviceId: 1,
  isOffered: true,
  from: Date.parse(from),
  until: Date.parse(until),
});
/** 16:00 to 16:30 in New York. */
const FOUR = at('2027-01-12T21:00Z', '2027-01-12T21:30Z');
const isCovered = (changed: Partial<BarberHours>, appointment = FOUR) =>
  coverageBy([{ ...HOURS, ...changed }])(appointment);

describe('an appointment is covered', () => {
  it('inside a window, and where two windows touch', () => {
    expect(isCovered({})).toBe(true);
    expect(isCovered({}, at('2027-01-12T16:45Z', '2027-01-12T17:15Z'))).toBe(true);
    expect(isCovered({ weekly: week([[540, 990]]) })).toBe(true);
  });

  it('by a window that ends the next day, within the business hours of both', () => {
    const night = at('2027-01-13T04:30Z', '2027-01-13T05:30Z');
    const late: Partial<BarberHours> = { weekly: week([[1320, 1560]]) };
    expect(isCovered(late, night)).toBe(true);
    expect(
      isCovered(
        {
          ...late,
          hours: week([
            [0, 120],
            [1320, 1440],
          ]),
        },
        night,
      ),
    ).toBe(true);
    expect(isCovered({ ...late, hours: week([[1320, 1440]]) }, night)).toBe(false);
  });

  it.each<[string, Partial<BarberHours>]>([
    ['the week is shorter', { weekly: week([[540, 989]]) }],
    ['the date has an override', { overrides: { '2027-01-12': [] } }],
    ['the shop is closed', { hours: week([[540, 960]]) }],
    ['there is time off', { timeOff: [{ from: FOUR.until - 1, until: FOUR.until + 1 }] }],
    ['the barber has left', { isActive: false }],
    ['the barber works elsewhere', { locationId: 2 }],
    ['the barber does not offer the service', { serviceIds: [2, 3] }],
    [
      'the clock of the location is another',
      { timezone: 'America/Los_Angeles', weekly: week([[840, 1020]]) },
    ],
  ])('not if %s', (_, changed) => {
    expect(isCovered(changed)).toBe(false);
  });

  it('not if the service is not offered there any more', () => {
    expect(isCovered({}, { ...FOUR, isOffered: false })).toBe(false);
  });

  it('by time off that only touches it, and by its own barber only', () => {
    expect(isCovered({ timeOff: [{ from: FOUR.until, until: FOUR.until + 1 }] })).toBe(true);
    expect(isCovered({ barberId: 2 })).toBe(false);
  });
});
