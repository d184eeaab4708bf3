import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextAvailableRegion } from '../../src/booking/slots/next-available.cache.js';
import { NextAvailableService } from '../../src/booking/slots/next-available.service.js';
import type { Interval } from '../../src/booking/wall-time/interval.js';
import type { ShopSnapshot, ShopBarber } from '../../src/booking/slots/shop-snapshot.js';
import { DefaultLocation } from '../../src/booking/places/default-location.js';
import { OwnZone } from '../../src/booking/slots/own-zone.js';
import { SearchedDays } from '../../src/booking/slots/searched-days.js';
import { type BusyRead, ShopCalendar } from '../../src/booking/slots/shop-calendar.js';
import type { SlotQuery } from '../../src/booking/slots/slot.query.js';
import { slotsRegion } from '../../src/booking/slots/slots.cache.js';
import { StoredAnswers } from '../../src/booking/slots/stored-answers.js';
import { SlotsService } from '../../src/booking/slots/slots.service.js';
import type { Closure } from '../../src/booking/wall-time/special-hours.js';
import { shiftDate } from '../../src/booking/wall-time/zone-day.js';
import type { Window } from '../../src/booking/wall-time/windows.js';
import { runLoad } from '../../src/cache/read/load-scope.js';
import { NestedReads } from '../../src/cache/read/nested-reads.js';
import type { Region } from '../../src/cache/entry/region.js';
import type { CacheStatus } from '../../src/cache/store/cache-status.js';
import type { Database } from '../../src/database/database.js';
import { MINUTE_MS } from '../../src/time/durations.js';
import type { DomainEvent } from '../../src/events/domain-events.js';
import { OutboxTranslation } from '../../src/events/outbox.translation.js';
import { DomainRegistry } from '../../src/invalidation/domain.registry.js';
import { BOOKING_DOMAINS } from '../support/events.js';

const DATE = '2027-03-14';
const NOON_BEFORE = Date.parse('2027-03-12T12:00Z');
const ZONES = ['UTC', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe'];

/** A shop as the database would answer it. */
class ShopInMemory extends ShopCalendar {
  constructor(private readonly shop: ShopSnapshot) {
    super(undefined as never);
  }

  override async load(): Promise<ShopSnapshot> {
    return this.shop;
  }

  override async busyIn({ barbers }: ShopSnapshot, { from, until }: Interval): Promise<BusyRead[]> {
    return barbers.map(({ id, busy }) => ({ id, busy, from, until, version: '' }));
  }
}

/** A change of barber 7 or of their location, and the outbox row that it would leave. */
interface Change {
  readonly to: (barber: ShopBarber) => ShopBarber;
  readonly closures?: readonly Closure[];
  readonly relation: string;
  readonly image: Record<string, unknown>;
}

const iso = (instant: number) => new Date(instant).toISOString();
const window = fc
  .tuple(fc.nat(1440 / 15 - 1), fc.integer({ min: 1, max: 1440 / 15 }))
  .map(([start, length]): Window => [start * 15, Math.min(1440, (start + length) * 15)]);
const windows = fc.option(window, { freq: 3 }).map((one): Window[] => (one === null ? [] : [one]));
const instant = fc
  .integer({ min: -36 * 4, max: 60 * 4 })
  .map((n) => Date.parse(`${DATE}T00:00Z`) + n * 15 * MINUTE_MS);
const span = fc
  .tuple(instant, fc.integer({ min: 1, max: 32 }))
  .map(([from, n]) => ({ from, until: from + n * 15 * MINUTE_MS }));

const override = (date: string, replaced: readonly Window[]): Change => ({
  to: (barber) => ({ ...barber, overrides: { [date]: replaced } }),
  relation: 'barber_overrides',
  image: { barber_id: 7, date },
});

const closure = (from: string, to: string, replaced: readonly Window[]): Change => ({
  to: (barber) => barber,
  closures: [{ from, to, windows: replaced }],
  relation: 'location_closures',
  image: { id: 1, location_id: 1, from_date: from, to_date: to },
});

const change: fc.Arbitrary<Change> = fc.oneof(
  span.map(({ from, until }) => ({
    to: (barber: ShopBarber) => ({ ...barber, busy: [...barber.busy, { from, until }] }),
    relation: 'appointments',
    image: {
      id: 1,
      barber_id: 7,
      location_id: 1,
      status: 'confirmed',
      blocked_from: iso(from),
      ends_at: iso(until),
      blocked_until: iso(until),
    },
  })),
  span.map(({ from, until }) => ({
    to: (barber: ShopBarber) => ({ ...barber, timeOff: [{ from, until }] }),
    relation: 'barber_time_off',
    image: { barber_id: 7, starts_at: iso(from), ends_at: iso(until) },
  })),
  fc
    .tuple(fc.integer({ min: -2, max: 2 }), windows)
    .map(([days, replaced]) => override(shiftDate(DATE, days), replaced)),
  fc
    .tuple(fc.integer({ min: -3, max: 2 }), fc.nat(3), windows)
    .map(([days, more, replaced]) => closure(shiftDate(DATE, days), shiftDate(DATE, days + more), replaced)),
);

const shop = fc
  .record({
    timezone: fc.constantFrom(...ZONES),
    week: windows,
    hours: fc.option(window),
    slotPacking: fc.boolean(),
    slotIntervalMinutes: fc.constantFrom(15, 60),
    durationMinutes: fc.constantFrom(15, 45, 120),
    bufferBeforeMinutes: fc.constantFrom(0, 120),
    bufferAfterMinutes: fc.constantFrom(0, 120),
    busy: fc.array(span, { maxLength: 3 }),
  })
  .map(shopOf);

interface Described {
  readonly timezone: string;
  readonly week: readonly Window[];
  readonly hours: Window | null;
  readonly busy: readonly Interval[];
  readonly slotPacking: boolean;
  readonly slotIntervalMinutes: number;
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
}

function shopOf({
  timezone,
  week,
  hours,
  busy,
  slotPacking,
  slotIntervalMinutes,
  ...service
}: Described): ShopSnapshot {
  const everyDay = <Each>(day: Each) => Array.from({ length: 7 }, () => day);
  return {
    location: { id: 1, businessId: 1, timezone, hours: hours && everyDay([hours]), closures: [] },
    service: { id: 1, ...service },
    settings: {
      slotIntervalMinutes,
      slotPacking,
      minimumNoticeMinutes: 0,
      bookingHorizonDays: 30,
      cancellationNoticeMinutes: 0,
    },
    barbers: [
      { id: 7, isActive: true, weekly: everyDay(week), rota: null, overrides: {}, timeOff: [], busy },
    ],
  };
}

/** The viewer's day is two of the shop's: a window appears in the second, far from the slots of the first. */
const FAR_APART: [ShopSnapshot, Change, string, undefined] = [
  shopOf({
    timezone: 'Pacific/Kiritimati',
    week: [[120, 600]],
    hours: null,
    busy: [],
    slotPacking: false,
    slotIntervalMinutes: 15,
    durationMinutes: 15,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
  }),
  override('2027-03-16', [[0, 60]]),
  'Pacific/Pago_Pago',
  undefined,
];

const clock = { now: () => NOON_BEFORE };
const stored = new StoredAnswers({ RATE_LIMIT_PER_MINUTE: 0 }, clock);
/** The loads are under no CLAIM, so there are none. */
const nested = new NestedReads(undefined as never, undefined as never, undefined as never);
const searched = new SearchedDays({ inTransaction: true } as Database);
const ownZone = new OwnZone({ available: false } as CacheStatus);
const places = new DefaultLocation(undefined as never, { available: false } as CacheStatus);

/** The tags that the entry of an answer would be under, and the answer. */
async function entryOf(region: Region<[SlotQuery]>, query: SlotQuery, { location, ...rest }: ShopSnapshot) {
  const calendar = new ShopInMemory({ location, ...rest });
  const slots = new SlotsService(calendar, clock, stored, ownZone, undefined as never, nested, places);
  const next = new NextAvailableService(calendar, clock, stored, slots, ownZone, searched, places);
  const load = async () => (region === slotsRegion ? slots.list(query) : next.find(query));
  const { value, tags } = await runLoad<unknown>(load);
  const all = region.tags(query);
  const counting = tags?.every((tag) => all.includes(tag)) ? tags : all;
  return { answer: JSON.stringify(value), counting, isNarrow: counting.length < all.length };
}

const translation = new OutboxTranslation();
const registry = new DomainRegistry(translation);
for (const domain of BOOKING_DOMAINS) registry.register(domain);

const forgotten = ({ relation, image }: Change, operation: 'INSERT' | 'DELETE'): Set<string> => {
  const [before, after] = operation === 'INSERT' ? [null, image] : [image, null];
  const events = translation.eventsOf({
    id: '1',
    relation,
    operation,
    before,
    after,
  } as never) as readonly DomainEvent[];
  return new Set(events.flatMap((event) => registry.staleBy(event).stale.flatMap(({ tags }) => tags)));
};

describe.each([slotsRegion, nextAvailableRegion])('$name', (region) => {
  it('depends on a tag that every change forgets which changes the answer', async () => {
    let [changed, narrow] = [0, 0];
    const property = fc.asyncProperty(
      shop,
      change,
      fc.option(fc.constantFrom(...ZONES), { nil: undefined }),
      fc.constantFrom(7, undefined),
      async (without, difference, timezone, barberId) => {
        const query: SlotQuery = { date: DATE, timezone, barberId, locationId: 1, serviceId: 1 };
        const one = await entryOf(region, query, without);
        const other = await entryOf(region, query, {
          ...without,
          location: { ...without.location, closures: difference.closures ?? [] },
          barbers: without.barbers.map(difference.to),
        });
        if (one.answer === other.answer) return;
        changed++;
        narrow += Number(one.isNarrow) + Number(other.isNarrow);
        const [made, undone] = [forgotten(difference, 'INSERT'), forgotten(difference, 'DELETE')];
        expect(one.counting.some((tag) => made.has(tag))).toBe(true);
        expect(other.counting.some((tag) => undone.has(tag))).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: 6000, examples: [FAR_APART] });
    expect(changed).toBeGreaterThan(300);
    expect(narrow).toBeGreaterThan(300);
  });
});
