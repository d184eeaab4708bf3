import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conflictsRegion } from '../booking/appointments/conflicts.cache.js';
import { availabilityRegion } from '../booking/barbers/availability.cache.js';
import { scheduleRegion } from '../booking/barbers/schedule.cache.js';
import { bookingSettingsRegion } from '../booking/settings/booking-settings.cache.js';
import { businessHoursRegion } from '../booking/settings/business-hours.cache.js';
import { nextAvailableRegion } from '../booking/slots/next-available.cache.js';
import { slotsRegion } from '../booking/slots/slots.cache.js';
import { userTimezoneRegion } from '../booking/users/user-timezone.cache.js';
import { DAY_MS, MINUTE_MS } from '../time/durations.js';
import type { DomainEvent } from '../events/domain-events.js';
import { forgottenBy } from './policy.js';

const at = (iso: string) => Date.parse(iso);

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
const SLOTS = Object.keys(ENTRIES).filter((entry) => /^slots|^next|schedule/i.test(entry));

describe('what an event makes stale', () => {
  it('an appointment: its days, his and anybody’s, and what looks at all days', () => {
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
      { place: { of: 'barber', id: 8, locationIds: [1] } },
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
      'conflictsOf7',
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
    ['a barber', { name: 'barber.changed', payload: { barberId: 7, locationIds: [1, 2] } }],
  ])('%s: everything of his, and anybody’s', (_, event) => {
    expect(staleBy(event)).toEqual(OF_BARBER_7);
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

/** Found without Temporal: the only hour whose date and clock in the zone are the date's midnight. */
function midnightIn(timeZone: string, date: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  for (let hour = -14 * 2; hour <= 12 * 2; hour++) {
    const instant = at(`${date}T00:00Z`) + hour * 30 * MINUTE_MS;
    if (clock.format(instant) === `${date} 00:00`) return instant;
  }
  throw new Error(`${timeZone} has no midnight`);
}
