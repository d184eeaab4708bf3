import { describe, expect, it } from '@jest/globals';
import { conflictsRegion } from './booking/appointments/conflicts.cache.js';
import { availabilityRegion } from './booking/barbers/availability.cache.js';
import { barbersRegion } from './booking/barbers/barbers.cache.js';
import { scheduleRegion } from './booking/barbers/schedule.cache.js';
import { bookingSettingsRegion } from './booking/settings/booking-settings.cache.js';
import { businessHoursRegion } from './booking/settings/business-hours.cache.js';
import { locationsRegion } from './booking/shop/locations.cache.js';
import { servicesRegion } from './booking/shop/services.cache.js';
import { nextAvailableRegion } from './booking/slots/next-available.cache.js';
import { slotsRegion } from './booking/slots/slots.cache.js';
import { accountRegion } from './auth/account/account.cache.js';
import { userTimezoneRegion } from './auth/account/user-timezone.cache.js';
import { cacheOptionsOf } from './cache-settings.js';
import { CacheOptions } from './cache/entry/cache.options.js';
import { defineRegion, setting } from './cache/entry/region.js';
import { Env, parseEnv } from './config/env.js';

const REGIONS = [
  availabilityRegion,
  barbersRegion,
  bookingSettingsRegion,
  businessHoursRegion,
  conflictsRegion,
  locationsRegion,
  nextAvailableRegion,
  scheduleRegion,
  servicesRegion,
  slotsRegion,
  userTimezoneRegion,
  accountRegion,
];

const optionsOf = (raw: Record<string, string>) => new CacheOptions(cacheOptionsOf(parseEnv(raw)));

describe('the cache options of the environment', () => {
  it.each(REGIONS)('documented default of $name is the default of its region', ({ ttl }) => {
    if (typeof ttl === 'number') throw new Error('It has no setting');
    expect(new Env()).toHaveProperty(ttl.setting, ttl.defaultSeconds);
    expect(optionsOf({}).ttlSeconds({ ttl })).toBe(ttl.defaultSeconds);
    expect(optionsOf({ [ttl.setting]: '7' }).ttlSeconds({ ttl })).toBe(7);
  });

  it('hold the time to live of a region that the environment class does not know', () => {
    const region = defineRegion<[id: number]>({
      name: 'products',
      pattern: 'product:{id}',
      version: 1,
      ttl: setting('CACHE_PRODUCTS_TTL', 600),
      shard: () => 'shop:1',
      key: (id) => `product:${id}`,
      tags: (id) => [`product:${id}`],
    });
    expect(optionsOf({}).ttlSeconds(region)).toBe(600);
    expect(optionsOf({ CACHE_PRODUCTS_TTL: '60' }).ttlSeconds(region)).toBe(60);
  });

  it('name a Redis only if the environment does', () => {
    expect(optionsOf({}).redis).toBeUndefined();
    expect(optionsOf({ REDIS_URL: 'redis://cache:6379' }).redis).toMatchObject({ url: 'redis://cache:6379' });
  });
});
