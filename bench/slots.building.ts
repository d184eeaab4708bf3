import { barberCalendars, slotRules } from '../src/booking/slots/barber-calendar.js';
import { openStarts } from '../src/booking/slots/open-starts.js';
import { DefaultLocation } from '../src/booking/places/default-location.js';
import { OwnZone } from '../src/booking/slots/own-zone.js';
import type { ShopSnapshot } from '../src/booking/slots/shop-snapshot.js';
import { ShopCalendar } from '../src/booking/slots/shop-calendar.js';
import { StoredAnswers } from '../src/booking/slots/stored-answers.js';
import { SlotsService } from '../src/booking/slots/slots.service.js';
import { dateAt, shiftDate, zoneDay } from '../src/booking/wall-time/zone-day.js';
import type { CacheStatus } from '../src/cache/store/cache-status.js';
import { SystemClock } from '../src/config/clock.js';
import { median, table } from './measure.js';
import { report } from './report.js';

const DAYS = 31;
const ROUNDS = 60;
const LOCATION = { locationId: 1, serviceId: 1 };
/** Zones that no earlier run of this process has used, so that nothing about them is memoised. */
const OTHER_ZONES = ['Paris', 'Madrid', 'Rome', 'Vienna', 'Prague', 'Warsaw', 'Oslo', 'Zurich', 'Brussels'];

/** Measures the slot arithmetic alone: 31 days of ten barbers from rows that are already loaded. */
export async function benchBuilding(calendar: ShopCalendar): Promise<void> {
  const zone = 'Europe/Berlin';
  const today = dateAt(zone, Date.now());
  const dates = Array.from({ length: DAYS }, (_, day) => shiftDate(today, day + 1));
  const range = { from: zoneDay(zone, dates[0]!).from, until: zoneDay(zone, dates.at(-1)!).until };
  const month = await calendar.load({ ...LOCATION, ...range });
  const days = await Promise.all(dates.map((date) => calendar.load({ ...LOCATION, ...zoneDay(zone, date) })));
  const rules = slotRules(month, Date.now());

  const listAll = async (shops: readonly ShopSnapshot[], timezone = zone) => {
    let next = 0;
    const slots = new SlotsService(
      loaded(() => shops[next++]!),
      new SystemClock(),
      new StoredAnswers({ RATE_LIMIT_PER_MINUTE: 0 }, new SystemClock()),
      new OwnZone({ available: false } as CacheStatus),
      undefined as never,
      undefined as never,
      new DefaultLocation(undefined as never, { available: false } as CacheStatus),
    );
    for (const date of dates) await slots.list({ ...LOCATION, date, timezone });
  };
  const rows: [string, number, number][] = [
    [
      'one range of 31 days, the starts',
      await medianCpuMs(() => openStarts(barberCalendars(month, range), range, rules)),
      await medianCpuMs(() => openStarts(barberCalendars(idle(month), range), range, rules)),
    ],
    [
      '31 lists, as they are sent',
      await medianCpuMs(() => listAll(days)),
      await medianCpuMs(() => listAll(days.map(idle))),
    ],
    [
      '31 lists, the first in a zone',
      await firstInZones(days, listAll),
      await firstInZones(days.map(idle), listAll),
    ],
  ];
  const busy = month.barbers.reduce((sum, barber) => sum + barber.busy.length, 0);
  report(`CPU of the building, ${month.barbers.length} barbers, ${busy} busy rows; median of ${ROUNDS}:\n`);
  report(
    table(
      ['what', 'ms', 'ms without busy rows', 'ratio'],
      rows.map(([name, withBusy, without]) => [name, withBusy, without, withBusy / without]),
    ),
  );
}

/** A calendar that returns rows that are already loaded. */
function loaded(next: () => ShopSnapshot): ShopCalendar {
  return Object.assign(Object.create(ShopCalendar.prototype) as ShopCalendar, {
    load: async () => next(),
  });
}

const idle = (shop: ShopSnapshot): ShopSnapshot => ({
  ...shop,
  barbers: shop.barbers.map((barber) => ({ ...barber, busy: [] })),
});

/** Uses four zones a call; the shop and the viewer are in the same zone. */
async function firstInZones(
  shops: readonly ShopSnapshot[],
  listAll: (shops: readonly ShopSnapshot[], zone: string) => Promise<void>,
): Promise<number> {
  const times: number[] = [];
  for (const city of OTHER_ZONES.splice(0, 4)) {
    const zone = `Europe/${city}`;
    const moved = shops.map((shop) => ({ ...shop, location: { ...shop.location, timezone: zone } }));
    times.push(await cpuMs(() => listAll(moved, zone)));
  }
  return median(times);
}

async function medianCpuMs(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = -10; round < ROUNDS; round++) {
    const ms = await cpuMs(work);
    if (round >= 0) times.push(ms);
  }
  return median(times);
}

/** CPU time of the whole process, including garbage collection and compilation. */
async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
