import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../../time/durations.js';
import type { Rota } from '../wall-time/rota.js';
import type { Closure } from '../wall-time/special-hours.js';
import type { Week, Window } from '../wall-time/windows.js';
import { barberCalendars } from './barber-calendar.js';
import { shiftDate } from '../wall-time/zone-day.js';
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
  readonly closures?: readonly Closure[];
  readonly weekly?: Week;
  readonly rota?: Rota | null;
  readonly overrides?: Readonly<Record<string, readonly Window[]>>;
}

const shopOf = ({
  timezone = 'Europe/Berlin',
  hours = null,
  closures = [],
  durationMinutes = 60,
  weekly = everyDay([]),
  rota = null,
  overrides = {},
}: Given): ShopSnapshot => ({
  location: { id: 1, businessId: 1, timezone, hours, closures },
  service: { id: 1, durationMinutes, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
  settings: {
    slotIntervalMinutes: 15,
    slotPacking: false,
    minimumNoticeMinutes: 0,
    bookingHorizonDays: 3650,
    cancellationNoticeMinutes: 0,
  },
  barbers: [{ id: 1, isActive: true, weekly, rota, overrides, timeOff: [], busy: [] }],
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
    expect(daysIn(shopOf({ overrides, timezone: 'UTC' }))).toBeCloseTo(84 / 24);
  });

  it('have the first start that the whole range has, with any windows, hours and zone', async () => {
    const anyWindows = fc
      .tuple(fc.integer({ min: 0, max: 1379 }), fc.integer({ min: 10, max: 90 }), fc.nat(3))
      .map(([start, length, kind]): Window[] => {
        const end = start + length;
        if (kind > 0) return [[start, kind > 1 ? Math.min(1440, end) : end]];
        return [
          [start, start + 5],
          [start + 5, Math.min(1440, end)],
        ];
      });
    const edge = fc.constantFrom<Window[][]>([[0, 60]], [[1380, 1440]], [[1400, 1500]]);
    const anyDayOfWeek = fc.oneof(anyWindows, fc.constant<Window[]>([]), edge);
    const anyWeek = fc.array(anyDayOfWeek, { minLength: 7, maxLength: 7 });
    const anyDate = fc.integer({ min: 1, max: 28 }).map((day) => `2027-04-${String(day).padStart(2, '0')}`);
    const anyShop = fc.record({
      timezone: fc.constantFrom('Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'UTC'),
      durationMinutes: fc.integer({ min: 5, max: 150 }),
      hours: fc.option(anyWeek),
      closures: fc.array(
        fc
          .tuple(anyDate, fc.nat(3), anyDayOfWeek)
          .map(([from, days, windows]) => ({ from, to: shiftDate(from, days), windows })),
        { maxLength: 2 },
      ),
      weekly: anyWeek,
      rota: fc.option(
        fc.record({ startDate: anyDate, weeks: fc.array(anyWeek, { minLength: 1, maxLength: 3 }) }),
      ),
      overrides: fc.dictionary(anyDate, fc.oneof(anyWindows, edge), { maxKeys: 3 }),
    });
    const range = { from: FROM, until: FROM + 60 * DAY_MS };
    await fc.assert(
      fc.asyncProperty(anyShop, async (given) => {
        const shop = shopOf(given);
        const [first] = openStarts(barberCalendars(shop, range), range, rulesOf(shop));
        expect(await firstStart(shop, range, rulesOf(shop))).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });
});
