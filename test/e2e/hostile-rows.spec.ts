import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const DATE = '2028-03-14';
/** Many times what it is: a slow machine must not fail. Without limits, these reads took up to minutes. */
const LONGEST_PAUSE_MS = 2000;

/** Rows that no request of the API makes, but SQL may: nothing loops over what they spell before it is limited. */
describe('rows put in by SQL', () => {
  let app: TestApp;
  let shop: TestShop;
  let token: string;

  beforeAll(async () => {
    app = await startApp();
    shop = await createShop(app.database, { timezone: 'Europe/Berlin', durationMinutes: 480 });
    ({ token } = await app.signUp('admin'));
  });
  afterAll(() => app.close());

  const sql = (text: string) => app.database.query(text);
  const published = () =>
    until(async () => (await app.database.query('SELECT FROM outbox WHERE done_at IS NULL')).length === 0);
  const get = async (path: string) => {
    const { status, body } = await app.get(path, { token });
    expect({ path, status }).toEqual({ path, status: 200 });
    return body;
  };
  const reads = ({ locationId, barberIds: [barberId] }: TestShop) => [
    `bookings/available-slots?date=${DATE}&locationId=${locationId}&timezone=UTC`,
    `bookings/next-available?locationId=${locationId}&timezone=UTC`,
    `barbers/${barberId}/availability`,
    `barbers/${barberId}/schedule?from=${DATE}&to=2028-05-14`,
    `bookings/conflicts?barberId=${barberId}&date=${DATE}`,
  ];

  it('for time off from the year 1 to 9999, which would be 3,652,059 days', async () => {
    const pause = await longestPause(async () => {
      await sql(`INSERT INTO barber_time_off (barber_id, starts_at, ends_at)
        VALUES (${shop.barberIds[0]}, '0001-01-01Z', '9999-12-31Z')`);
      await published();
      for (const path of reads(shop)) await get(path);
      await sql('DELETE FROM barber_time_off');
      await published();
    });
    expect(pause).toBeLessThan(LONGEST_PAUSE_MS);
  });

  it('for windows of a minute each, and a service that fits into none of them for ten years', async () => {
    const minutes = JSON.stringify(Array.from({ length: 720 }, (_, index) => [2 * index, 2 * index + 1]));
    const week = `[${Array.from({ length: 7 }, () => minutes).join()}]`;
    await sql(`UPDATE barber_availability SET weekly = '${week}';
      INSERT INTO business_hours (location_id, weekly) VALUES (${shop.locationId}, '${week}')`);
    await published();
    const pause = await longestPause(async () => {
      for (const path of reads(shop)) await get(path);
    });
    await sql(`DELETE FROM business_hours`);
    expect(pause).toBeLessThan(LONGEST_PAUSE_MS);
  });

  it('and for ends of time, which are infinitely far away', async () => {
    const other = await createShop(app.database, { timezone: 'Europe/Berlin' });
    const [barberId] = other.barberIds;
    await sql(`
      INSERT INTO barber_time_off (barber_id, starts_at, ends_at) VALUES
        (${barberId}, '-infinity', '0044-03-15 BC'), (${barberId}, '2028-03-01Z', 'infinity');
      INSERT INTO barber_overrides (barber_id, date, windows) VALUES
        (${barberId}, 'infinity', '[]'), (${barberId}, '-infinity', '[]'), (${barberId}, '12000-01-01', '[]')`);
    await published();
    const [slots, next, availability, schedule] = await Promise.all(reads(other).map(get));
    expect(slots.slots).toEqual([]);
    expect(next.next.startsAt < '2028-03-01').toBe(true);
    expect(availability.overrides).toEqual([]);
    expect(availability.timeOff).toMatchObject([
      { startsAt: '2028-03-01T00:00:00.000Z', endsAt: '9999-12-31T23:59:59.999Z' },
    ]);
    expect(schedule.blocks.map(({ kind }: { kind: string }) => kind)).toContain('time_off');
  });
});

/** The most CPU time, in ms, that this process took between two turns of its event loop. A busy machine does not add to it. */
async function longestPause(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = process.cpuUsage();
  const measure = () => {
    const { user, system } = process.cpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.cpuUsage();
  };
  const timer = setInterval(measure, 5);
  await work();
  measure();
  clearInterval(timer);
  return longest;
}
