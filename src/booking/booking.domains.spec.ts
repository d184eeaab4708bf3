import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { conflictsRegion } from './appointments/conflicts.cache.js';
import { availabilityRegion } from './barbers/availability.cache.js';
import { scheduleRegion } from './barbers/schedule.cache.js';
import { bookingSettingsRegion } from './settings/booking-settings.cache.js';
import { businessHoursRegion } from './settings/business-hours.cache.js';
import { nextAvailableRegion } from './slots/next-available.cache.js';
import { slotsRegion } from './slots/slots.cache.js';
import { userTimezoneRegion } from '../auth/account/user-timezone.cache.js';
import { DAY_MS, MINUTE_MS } from '../time/durations.js';
import type { DomainEvent } from '../events/domain-events.js';
import type { OutboxRow, RowImage } from '../events/outbox.row.js';
import { OutboxTranslation } from '../events/outbox.translation.js';
import { DomainRegistry } from '../invalidation/domain.registry.js';
import { appointmentsDomain } from './appointments/appointments.domain.js';
import { barbersDomain } from './barbers/barbers.domain.js';
import { closuresDomain } from './closures/closures.domain.js';
import { settingsDomain } from './settings/settings.domain.js';
import { shopDomain } from './shop/shop.domain.js';
import { slotsDomain } from './slots/slots.domain.js';
import { locationRegion, locationsRegion } from './shop/locations.cache.js';
import { serviceRegion, servicesRegion } from './shop/services.cache.js';
import { barberRegion, barbersRegion } from './barbers/barbers.cache.js';
import { bookableBarbersRegion } from './slots/bookable-barbers.cache.js';
import { defaultLocationRegion } from './places/default-location.cache.js';
import type { Region } from '../cache/entry/region.js';
import { EVERYBODY, isOfPlace, utcDays } from './tags.cache.js';
import { accountsDomain } from '../auth/account/accounts.domain.js';

const at = (iso: string) => Date.parse(iso);

const translation = new OutboxTranslation();
const registry = new DomainRegistry(translation);
for (const domain of [
  appointmentsDomain,
  barbersDomain,
  settingsDomain,
  closuresDomain,
  shopDomain,
  accountsDomain,
]) {
  registry.register(domain);
}
const eventsOf = (changed: OutboxRow) => translation.eventsOf(changed);
const forgottenBy = (event: DomainEvent) => registry.staleBy(event).stale;

/** Entries about barber 7 or anybody, on the 14th unless their name says otherwise. */
const ENTRIES: Record<string, readonly string[]> = {
  slots: slotsRegion.tags({ date: '2027-03-14', timezone: 'Europe/Berlin' }),
  slotsOf7: slotsRegion.tags({ date: '2027-03-14', barberId: 7, timezone: 'Europe/Berlin' }),
  slotsOf8: slotsRegion.tags({ date: '2027-03-14', barberId: 8, timezone: 'Europe/Berlin' }),
  slotsOfThe20th: slotsRegion.tags({ date: '2027-03-20', timezone: 'Europe/Berlin' }),
  next: nextAvailableRegion.tags({ date: '2027-03-01' }),
  nextOf7: nextAvailableRegion.tags({ date: '2027-03-01', barberId: 7 }),
  nextOf8: nextAvailableRegion.tags({ date: '2027-03-01', barberId: 8 }),
  availabilityOf7: availabilityRegion.tags(7, 1),
  scheduleOf7: scheduleRegion.tags(7, '2027-03-08', '2027-03-14'),
  laterScheduleOf7: scheduleRegion.tags(7, '2027-03-20', '2027-03-27'),
  conflictsOf7: conflictsRegion.tags(7, '2027-03-14'),
  conflictsOf7OnThe20th: conflictsRegion.tags(7, '2027-03-20'),
  hours: businessHoursRegion.tags(1),
  settings: bookingSettingsRegion.tags(1),
  timezone: userTimezoneRegion.tags(9),
};

/** The entries whose tags an event forgets, whatever their shards. */
function staleBy(event: DomainEvent): string[] {
  const tags = new Set(forgottenBy(event).flatMap((forgets) => forgets.tags));
  return Object.keys(ENTRIES).filter((entry) => ENTRIES[entry]?.some((tag) => tags.has(tag)));
}

const image = {
  id: 1,
  barberId: 7,
  locationId: 1,
  blockedFrom: at('2027-03-14T12:00Z'),
  blockedUntil: at('2027-03-14T13:00Z'),
};
const THAT_DAY = ['slots', 'slotsOf7', 'next', 'nextOf7', 'scheduleOf7', 'conflictsOf7'];
const OF_BARBER_7 = Object.keys(ENTRIES).filter((entry) => /^(slots|next)$|20th$|Of7/.test(entry));
/** All but the barber's appointments. */
const TIME_OF_BARBER_7 = OF_BARBER_7.filter((entry) => !entry.startsWith('conflicts'));
const SLOTS = Object.keys(ENTRIES).filter((entry) => /^slots|^next|schedule/i.test(entry));

describe('what an event makes stale', () => {
  it('an appointment: its days, the barber’s and anybody’s, and what depends on all days', () => {
    expect(staleBy({ name: 'appointment.created', payload: { after: image } })).toEqual(THAT_DAY);
    expect(staleBy({ name: 'appointment.cancelled', payload: { before: image } })).toEqual(THAT_DAY);
  });

  it('a moved appointment: both days and both barbers', () => {
    const after = {
      ...image,
      barberId: 8,
      blockedFrom: at('2027-03-20T12:00Z'),
      blockedUntil: at('2027-03-20T13:00Z'),
    };
    const stale = staleBy({ name: 'appointment.updated', payload: { before: image, after } });
    expect(stale).toEqual(expect.arrayContaining([...THAT_DAY, 'slotsOfThe20th', 'nextOf8']));
    expect(forgottenBy({ name: 'appointment.updated', payload: { before: image, after } })).toMatchObject([
      { place: { of: 'barber', id: 7, locationIds: [1] } },
      { place: { of: 'barber-alone', id: 7 } },
      { place: { of: 'barber', id: 8, locationIds: [1] } },
      { place: { of: 'barber-alone', id: 8 } },
    ]);
  });

  it('an absence of some days: those days, and the availability as such', () => {
    const range = { from: image.blockedFrom, until: image.blockedUntil };
    expect(staleBy({ name: 'barber.availability.changed', payload: { barberId: 7, range } })).toEqual([
      'slots',
      'slotsOf7',
      'next',
      'nextOf7',
      'availabilityOf7',
      'scheduleOf7',
    ]);
  });

  it.each<[string, DomainEvent]>([
    ['a week', { name: 'barber.availability.changed', payload: { barberId: 7 } }],
    [
      'a long absence',
      {
        name: 'barber.availability.changed',
        payload: { barberId: 7, range: { from: at('2027-01-01'), until: at('2027-01-01') + 90 * DAY_MS } },
      },
    ],
  ])(
    '%s: everything that depends on the barber’s time, and anybody’s, but not the appointments',
    (_, event) => {
      expect(staleBy(event)).toEqual(TIME_OF_BARBER_7);
    },
  );

  it('a barber: everything of the barber, and anybody’s', () => {
    expect(staleBy({ name: 'barber.changed', payload: { barberId: 7, locationIds: [1, 2] } })).toEqual(
      OF_BARBER_7,
    );
  });

  it('an absence that ends with the calendar: like a week, and its days are not listed', () => {
    const range = { from: at('0001-01-01T00:00Z'), until: at('9999-12-31T00:00Z') };
    const lists = jest.spyOn(Date.prototype, 'toISOString');
    expect(staleBy({ name: 'barber.availability.changed', payload: { barberId: 7, range } })).toEqual(
      TIME_OF_BARBER_7,
    );
    expect(lists.mock.calls.length).toBeLessThan(1000);
    lists.mockRestore();
    expect(() => utcDays(range)).toThrow(RangeError);
    expect(() => utcDays({ from: Number.NaN, until: 0 })).toThrow(RangeError);
  });

  it('rules: all slots that rest on them, and the rule itself', () => {
    expect(staleBy({ name: 'service.changed', payload: { serviceId: 1 } })).toEqual(SLOTS);
    expect(staleBy({ name: 'business-hours.changed', payload: { locationId: 1 } })).toEqual([
      ...SLOTS,
      'hours',
    ]);
    expect(staleBy({ name: 'booking-settings.changed', payload: { businessId: 1 } })).toEqual([
      ...SLOTS,
      'settings',
    ]);
    const zone = staleBy({ name: 'location.changed', payload: { locationId: 1, businessIds: [1] } });
    expect(zone).toEqual(expect.arrayContaining([...SLOTS, 'hours', 'availabilityOf7', 'conflictsOf7']));
    expect(staleBy({ name: 'user.timezone.changed', payload: { userId: 9 } })).toEqual(['timezone']);
  });

  it('a closure: the location’s answers about its days, about anybody and about each barber, and its hours', () => {
    const closed = (from: string, until: string): DomainEvent => ({
      name: 'location.closures.changed',
      payload: { locationId: 1, range: { from: at(from), until: at(until) } },
    });
    const day = closed('2027-03-14', '2027-03-15');
    expect(staleBy(day)).toEqual([
      'slots',
      'slotsOf7',
      'slotsOf8',
      'next',
      'nextOf7',
      'nextOf8',
      'scheduleOf7',
      'hours',
    ]);
    expect(forgottenBy(day)).toMatchObject([{ place: { of: 'location', id: 1 } }]);
    expect(staleBy(closed('2027-01-01', '2027-06-01'))).toEqual([...SLOTS, 'hours']);
  });

  it('an appointment that touches any candidate of a list, in any zone', () => {
    const zones = [
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'America/New_York',
      'Australia/Lord_Howe',
      'UTC',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones, undefined),
        fc.integer({ min: 0, max: 24 * 60 - 1 }),
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 0, max: 1 }),
        (timezone, minute, before, after, edge) => {
          const date = '2027-03-14';
          const tags = new Set(slotsRegion.tags({ date, timezone, barberId: 7 }));
          const midnight = midnightIn(timezone ?? 'Pacific/Kiritimati', date);
          const candidate = {
            from: midnight + (minute - before) * MINUTE_MS,
            until: midnight + (minute + after) * MINUTE_MS,
          };
          // It shares only its last or its first millisecond with the candidate.
          const blocked =
            edge === 0
              ? { blockedFrom: candidate.until - 1, blockedUntil: candidate.until + 5 * MINUTE_MS }
              : { blockedFrom: candidate.from - 5 * MINUTE_MS, blockedUntil: candidate.from + 1 };
          const [forgets] = forgottenBy({
            name: 'appointment.created',
            payload: { after: { ...image, ...blocked } },
          });
          const days = forgets?.tags.filter((tag) => /^barber_7:\d/.test(tag)) ?? [];
          expect(days.some((day) => tags.has(day))).toBe(true);
        },
      ),
    );
  });
});

/** Midnight of a date in a zone, computed without Temporal: the only hour that Intl formats as that date at 00:00. */
function midnightIn(timeZone: string, date: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  for (let hour = -14 * 2; hour <= 12 * 2; hour++) {
    const instant = at(`${date}T00:00Z`) + hour * 30 * MINUTE_MS;
    if (clock.format(instant) === `${date} 00:00`) return instant;
  }
  throw new Error(`${timeZone} has no midnight`);
}

const APPOINTMENT = {
  id: 5,
  status: 'confirmed',
  barber_id: 7,
  location_id: 1,
  ends_at: '2027-03-14T15:30:00+01:00',
  blocked_from: '2027-03-14T12:50:00+00:00',
  blocked_until: '2027-03-14T15:40:00+01:00',
};
const IMAGE = {
  id: 5,
  barberId: 7,
  locationId: 1,
  blockedFrom: Date.parse('2027-03-14T12:50Z'),
  blockedUntil: Date.parse('2027-03-14T14:40Z'),
};

function row(
  relation: string,
  before: RowImage | null,
  after: RowImage | null,
  operation = 'UPDATE',
): OutboxRow {
  return { id: 1, relation, operation, before, after };
}

describe('a changed row of booking', () => {
  it('of appointments is created, updated or cancelled', () => {
    expect(eventsOf(row('appointments', null, APPOINTMENT))).toEqual([
      { name: 'appointment.created', payload: { after: IMAGE } },
    ]);
    const moved = { ...APPOINTMENT, barber_id: 8 };
    expect(eventsOf(row('appointments', APPOINTMENT, moved))).toEqual([
      { name: 'appointment.updated', payload: { before: IMAGE, after: { ...IMAGE, barberId: 8 } } },
    ]);
    const cancelled = { ...APPOINTMENT, status: 'cancelled' };
    expect(eventsOf(row('appointments', APPOINTMENT, cancelled))).toEqual([
      { name: 'appointment.cancelled', payload: { before: IMAGE, after: IMAGE } },
    ]);
    expect(eventsOf(row('appointments', cancelled, APPOINTMENT))).toMatchObject([
      { name: 'appointment.updated' },
    ]);
    expect(eventsOf(row('appointments', APPOINTMENT, null))).toEqual([
      { name: 'appointment.cancelled', payload: { before: IMAGE } },
    ]);
  });

  it('of an appointment that was missed concerns all of its time, of which it blocks the beginning only', () => {
    const missed = { ...APPOINTMENT, status: 'no_show', blocked_until: '2027-03-14T13:05:00Z' };
    const { ends_at } = missed;
    expect(eventsOf(row('appointments', null, missed))).toEqual([
      { name: 'appointment.created', payload: { after: { ...IMAGE, blockedUntil: Date.parse(ends_at) } } },
    ]);
  });

  it('of an override concerns its date in every zone, and the slots beside it that its windows may make', () => {
    const override = { barber_id: 7, date: '2027-03-14', windows: [] };
    expect(eventsOf(row('barber_overrides', override, null))).toEqual([
      {
        name: 'barber.availability.changed',
        payload: {
          barberId: 7,
          range: { from: Date.parse('2027-03-13T02:00Z'), until: Date.parse('2027-03-16T14:00Z') },
        },
      },
    ]);
  });

  it('of a closure concerns its dates in every zone, and the slots beside them that its hours may make', () => {
    const closure = { location_id: 1, from_date: '2027-12-24', to_date: '2027-12-25' };
    expect(eventsOf(row('location_closures', null, closure, 'INSERT'))).toEqual([
      {
        name: 'location.closures.changed',
        payload: { locationId: 1, range: { from: at('2027-12-23T02:00Z'), until: at('2027-12-27T14:00Z') } },
      },
    ]);
  });

  it('of time off concerns its old range and its new one', () => {
    const before = { barber_id: 7, starts_at: '2027-03-14T10:00:00Z', ends_at: '2027-03-14T11:00:00Z' };
    const after = { ...before, barber_id: 8, ends_at: '2027-03-15T11:00:00Z' };
    const [first, second] = eventsOf(row('barber_time_off', before, after));
    expect(first).toMatchObject({ payload: { barberId: 7, range: { until: Date.parse(before.ends_at) } } });
    expect(second).toMatchObject({ payload: { barberId: 8, range: { until: Date.parse(after.ends_at) } } });
  });

  it('of a barber who moves names both locations', () => {
    expect(eventsOf(row('barbers', { id: 7, location_id: 1 }, { id: 7, location_id: 2 }))).toEqual([
      { name: 'barber.changed', payload: { barberId: 7, locationIds: [1, 2] } },
    ]);
  });

  it.each([
    ['barber_availability', { barber_id: 7 }, 'barber.availability.changed', { barberId: 7 }],
    ['barber_rotas', { barber_id: 7 }, 'barber.availability.changed', { barberId: 7 }],
    ['barber_services', { barber_id: 7, service_id: 1 }, 'barber.changed', { barberId: 7, locationIds: [] }],
    ['service_locations', { service_id: 2, location_id: 1 }, 'service.changed', { serviceId: 2 }],
    ['services', { id: 2 }, 'service.changed', { serviceId: 2 }],
    ['locations', { id: 1, business_id: 4 }, 'location.changed', { locationId: 1, businessIds: [4] }],
    ['business_hours', { location_id: 1 }, 'business-hours.changed', { locationId: 1 }],
    ['booking_settings', { business_id: 4 }, 'booking-settings.changed', { businessId: 4 }],
    ['businesses', { id: 4 }, 'booking-settings.changed', { businessId: 4 }],
    ['users', { id: 9, timezone: null }, 'user.timezone.changed', { userId: 9 }],
  ])('of %s', (relation, values, name, payload) => {
    expect(eventsOf(row(relation, null, values, 'INSERT'))).toEqual([{ name, payload }]);
    expect(eventsOf(row(relation, values, values))).toEqual([{ name, payload }]);
  });

  it.each([
    ['a missing column', row('barbers', null, { id: 7 })],
    ['infinity', row('barber_time_off', null, { barber_id: 7, starts_at: '-infinity', ends_at: 'infinity' })],
    ['a date that ISO cannot say', row('barber_overrides', null, { barber_id: 7, date: '0044-03-15 BC' })],
  ])('with unexpected values, such as %s, means everything', (_, unknown) => {
    expect(eventsOf(unknown)).toBe('everything');
  });
});

it('everything that is stored at a location or a barber depends on the tag of everybody', () => {
  const query = { date: '2027-03-14', locationId: 1 };
  const listing = { view: 'public', limit: 10, total: false } as const;
  const asked: readonly (readonly [Region<never[]>, readonly unknown[]])[] = [
    [slotsRegion, [query]],
    [slotsRegion, [{ ...query, locationId: undefined, barberId: 7 }]],
    [slotsRegion, [{ date: '2027-03-14' }]],
    [defaultLocationRegion, []],
    [nextAvailableRegion, [query]],
    [bookableBarbersRegion, [{ locationId: 1, serviceId: 1 }]],
    [availabilityRegion, [7]],
    [scheduleRegion, [7, '2027-03-14', '2027-03-14']],
    [conflictsRegion, [7, '2027-03-14']],
    [businessHoursRegion, [1]],
    [bookingSettingsRegion, [1]],
    [barbersRegion, [listing]],
    [barbersRegion, [listing, 1]],
    [barberRegion, [7, 'public']],
    [servicesRegion, [listing]],
    [serviceRegion, [1, 'public']],
    [locationsRegion, [listing]],
    [locationRegion, [1]],
    [userTimezoneRegion, [9]],
  ];
  for (const [region, args] of asked) {
    const { shard, wide = () => [] } = region as unknown as Region<unknown[]>;
    expect([region.name, wide(...args)]).toEqual([region.name, isOfPlace(shard(...args)) ? [EVERYBODY] : []]);
  }
  const declared = [appointmentsDomain, barbersDomain, settingsDomain, shopDomain, slotsDomain].flatMap(
    ({ regions }) => regions.map(({ name }) => name),
  );
  expect(new Set(asked.map(([{ name }]) => name))).toEqual(new Set([...declared, 'user timezone']));
});
