import { describe, expect, it } from '@jest/globals';
import { type RequestedSlots, SlotDemand } from './slot-demand.js';

const YESTERDAY = '2027-06-13';
const TODAY = '2027-06-14';
const asked = (barberId: number, date: string, score: number, timezone?: string): RequestedSlots => ({
  query: { date, barberId, serviceId: 1, timezone },
  requestedOn: YESTERDAY,
  score,
});

describe('the demand for slots', () => {
  it('transfers requests of past days to coming days: the barber, and the number of days ahead', () => {
    const demand = new SlotDemand([
      asked(1, YESTERDAY, 10),
      asked(2, YESTERDAY, 40),
      asked(2, '2027-06-15', 60),
    ]);
    const expected = [...demand.expected([TODAY, '2027-06-15', '2027-06-16'], TODAY)];
    expect(
      expected
        .toSorted((a, b) => b.score - a.score)
        .map(({ query, score }) => [query.date, query.barberId, Math.round(score)]),
    ).toEqual([
      ['2027-06-16', 2, 55],
      [TODAY, 2, 45],
      ['2027-06-16', 1, 5],
      [TODAY, 1, 5],
    ]);
  });

  it('expects nothing of what was never requested', () => {
    expect([...new SlotDemand([]).expected([TODAY], TODAY)]).toEqual([]);
  });

  it('keeps zones apart, and ranks them by demand', () => {
    const demand = new SlotDemand([
      asked(1, YESTERDAY, 5, 'Asia/Tokyo'),
      asked(2, YESTERDAY, 3, 'Europe/Rome'),
      asked(3, YESTERDAY, 3, 'Europe/Rome'),
      asked(3, YESTERDAY, 4, 'America/Lima'),
      asked(3, YESTERDAY, 100),
    ]);
    expect(demand.timezones(2)).toEqual(['Europe/Rome', 'Asia/Tokyo']);
    const zones = [...demand.expected([TODAY], TODAY)].map(({ query }) => query.timezone);
    expect(zones.filter((zone) => zone === 'Europe/Rome')).toHaveLength(2);
    expect(zones).toHaveLength(5);
  });
});
