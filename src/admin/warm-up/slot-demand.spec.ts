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
    const queries = ['2027-06-15', '2027-06-16', TODAY].flatMap((date) =>
      [1, 2, 3].map((barberId) => ({ date, barberId, serviceId: 1, timezone: undefined })),
    );
    expect(demand.sorted(queries, TODAY).map(({ date, barberId }) => `${date} ${barberId}`)).toEqual([
      '2027-06-16 2',
      '2027-06-14 2',
      '2027-06-16 1',
      '2027-06-14 1',
      '2027-06-15 2',
      '2027-06-15 1',
      '2027-06-15 3',
      '2027-06-16 3',
      '2027-06-14 3',
    ]);
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
    const queries = [undefined, 'Asia/Tokyo'].map((timezone) => ({
      date: TODAY,
      barberId: 1,
      serviceId: 1,
      timezone,
    }));
    expect(demand.sorted(queries, TODAY)[0]?.timezone).toBe('Asia/Tokyo');
  });
});
