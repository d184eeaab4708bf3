import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../../time/durations.js';
import type { Week, Window } from '../wall-time/windows.js';
import { barberCalendars } from './barber-calendar.js';
import { firstStart, openStarts } from './open-starts.js';
import { searchParts } from './search-parts.js';
import type { ShopSnapshot } from './shop-snapshot.js';
import type { SlotRules } from './slots.js';

const FROM = Date.parse('2027-03-01T00:00Z');
const TEN_YEARS = { from: FROM, until: FROM + 3650 * DAY_MS };

const everyDay = (windows: readonly Window[]): Week => Array.from({ length: 7 }, () => windows);

interface Given {
  readonly timezone?: string;
  readonly hours?: Week | null;
  readonly durationMinutes?: number;
  readonly weekly?: Week;
  readonly overrides?: Readonly<Record<string, readonly Window[]>>;
}

const shopOf = ({
  timezone = 'Europe/Berlin',
  hours = null,
  durationMinutes = 60,
  weekly = everyDay([]),
  overrides = {},
}: Given): ShopSnapshot => ({
  location: { id: 1, businessId: 1, timezone, hours },
  service: { id: 1, durationMinutes, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
  settings: {
    slotIntervalMinutes: 15,
    slotPacking: false,
    minimumNoticeMinutes: 0,
    bookingHorizonDays: 3650,
    cancellationNoticeMinutes: 0,
  },
  barbers: [{ id: 1, weekly, overrides, timeOff: [], busy: [] }],
});

const rulesOf = ({ service, settings }: ShopSnapshot): SlotRules => ({
  ...service,
  intervalMinutes: settings.slotIntervalMinutes,
  earliest: -Infinity,
  latest: Infinity,
});

const daysIn = (shop: ShopSnapshot) =>
  searchParts(shop, TEN_YEARS).reduce((sum, { from, until }) => sum + (until - from) / DAY_MS, 0);

describe('the days that are searched', () => {
  it('of ten years are those around clock changes, for a service that fits no window', () => {
    const windows: Window[] = [[540, 570]];
    expect(daysIn(shopOf({ weekly: everyDay(windows) }))).toBe(80);
    expect(daysIn(shopOf({ weekly: everyDay(windows), timezone: 'UTC' }))).toBe(0);
    expect(daysIn(shopOf({ weekly: everyDay([[540, 720]]), hours: everyDay([[0, 570]]) }))).toBe(80);
  });

  it('are none if the barber never works', () => {
    expect(daysIn(shopOf({}))).toBe(0);
  });

  it('are all if one window of a week is long enough', () => {
    const weekly = [...everyDay([]).slice(1), [[540, 600]]] as Week;
    expect(daysIn(shopOf({ weekly }))).toBe(3650);
  });

  it('are those of the overrides that are long enough', () => {
    const overrides: Record<string, Window[]> = { '2027-06-01': [[540, 600]], '2028-06-01': [[540, 599]] };
    expect(daysIn(shopOf({ overrides, timezone: 'UTC' }))).toBeCloseTo(50 / 24);
  });

  it('have the first start that the whole range has, with any windows, hours and zone', async () => {
    const anyWindows = fc
      .tuple(fc.integer({ min: 0, max: 1379 }), fc.integer({ min: 10, max: 90 }))
      .map(([start, length]): Window[] => [[start, Math.min(1440, start + length)]]);
    const anyWeek = fc.array(fc.option(anyWindows, { nil: [] }), { minLength: 7, maxLength: 7 });
    const anyShop = fc.record({
      timezone: fc.constantFrom('Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'UTC'),
      durationMinutes: fc.integer({ min: 5, max: 150 }),
      hours: fc.option(anyWeek),
      weekly: anyWeek,
      overrides: fc.dictionary(
        fc.integer({ min: 1, max: 28 }).map((day) => `2027-04-${String(day).padStart(2, '0')}`),
        anyWindows,
        { maxKeys: 3 },
      ),
    });
    const range = { from: FROM, until: FROM + 60 * DAY_MS };
    await fc.assert(
      fc.asyncProperty(anyShop, async (given) => {
        const shop = shopOf(given);
        const [first] = openStarts(barberCalendars(shop, range), range, rulesOf(shop));
        expect(await firstStart(shop, range, rulesOf(shop))).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });
});
