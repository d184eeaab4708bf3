import { expect, it } from '@jest/globals';
import { accountRegion } from '../../auth/account/account.cache.js';
import { conflictsRegion } from '../../booking/appointments/conflicts.cache.js';
import { availabilityRegion } from '../../booking/barbers/availability.cache.js';
import { barberRegion, barbersRegion } from '../../booking/barbers/barbers.cache.js';
import { scheduleRegion } from '../../booking/barbers/schedule.cache.js';
import { bookingSettingsRegion } from '../../booking/settings/booking-settings.cache.js';
import { businessHoursRegion } from '../../booking/settings/business-hours.cache.js';
import { locationRegion, locationsRegion } from '../../booking/shop/locations.cache.js';
import { serviceRegion, servicesRegion } from '../../booking/shop/services.cache.js';
import { nextAvailableRegion } from '../../booking/slots/next-available.cache.js';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { CallAddress } from '../../cache/entry/address.js';
import type { Region } from '../../cache/entry/region.js';
import { callOf } from './entry-arguments.js';

const DATE = '2027-03-15';
const listing = { view: 'staff', limit: 5, total: false };

it.each<[Region<never>, unknown[]]>([
  [slotsRegion, [{ date: DATE, locationId: 1, barberId: 2, serviceId: 3, timezone: 'Asia/Tokyo' }]],
  [slotsRegion, [{ date: DATE, barberId: 2, serviceId: 3 }]],
  [slotsRegion, [{ date: DATE, locationId: 1 }]],
  [slotsRegion, [{ date: DATE, timezone: 'Etc/GMT+12' }]],
  [nextAvailableRegion, [{ date: DATE, locationId: 4, serviceId: 3 }]],
  [availabilityRegion, [2]],
  [availabilityRegion, [2, 7]],
  [businessHoursRegion, [1]],
  [businessHoursRegion, []],
  [bookingSettingsRegion, [1]],
  [conflictsRegion, [2, DATE]],
  [scheduleRegion, [2, DATE, '2027-03-16']],
  [barbersRegion, [listing]],
  [barbersRegion, [{ ...listing, after: 9, total: true }, 3]],
  [barberRegion, [2, 'public']],
  [servicesRegion, [{ ...listing, after: 2 }]],
  [serviceRegion, [2, 'staff']],
  [locationsRegion, [{ ...listing, total: true }]],
  [locationRegion, [2]],
  [accountRegion, [2]],
])('the call of an entry follows from its key: %o', (region, args) => {
  const any = region as unknown as Region<unknown[]>;
  const { shard, key, tags, id } = new CallAddress(any, args);
  const call = callOf(any, { shard, name: key });
  expect([call?.id, call?.tags]).toEqual([id, tags]);
});

it('a key of another shape than its region’s has no call', () => {
  const any = slotsRegion as unknown as Region<unknown[]>;
  for (const name of ['slots:2027-03-15', 'slots:2027-03-15:svc_x', 'slots:today:svc_1', 'next_avail:x']) {
    expect(callOf(any, { shard: 'loc:1', name })).toBeNull();
  }
  expect(callOf(any, { shard: 'user:1', name: 'slots:2027-03-15:svc_1' })).toBeNull();
});
