import { expect, it } from '@jest/globals';
import { slotQueries } from './warm-up.plan.js';

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it('a warm-up plans the lists of the first days, however many rows the shop has', () => {
  const scope = {
    dates: ['2027-03-14', '2027-03-15'],
    locationIds: [1],
    barbers: ids(2).map((id) => ({ id, locationId: 1 })),
    serviceIds: [1],
    timezones: [],
  };
  expect(slotQueries(scope)).toHaveLength(10);
  expect(slotQueries(scope, 5)).toEqual(slotQueries(scope).slice(0, 5));
  const hostile = {
    ...scope,
    serviceIds: ids(50_000),
    barbers: ids(50_000).map((id) => ({ id, locationId: 1 })),
  };
  expect(slotQueries(hostile)).toHaveLength(100_000);
});
