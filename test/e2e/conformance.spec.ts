import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../src/config/clock.js';
import { toWindows } from '../../src/booking/wall-time/windows.js';
import { DAY_MS, MINUTE_MS } from '../../src/time/durations.js';
import { HANDED_DOWN, type KnownCase, OUR_OWN } from '../conformance/zone-cases.js';
import { startApp, type TestApp } from '../support/app.js';

let test: TestApp;

beforeAll(async () => {
  test = await startApp();
});
afterAll(() => test.close());

/** A business for each case: its step is a setting. Answers the query that asks for its day. */
async function openShop({ shop, view, date, open, days, len, step }: KnownCase): Promise<string> {
  const windows = toWindows(open.map(([start, end]) => ({ start, end })));
  const weekly = [1, 2, 3, 4, 5, 6, 0].map((weekday) => (days?.includes(weekday) === false ? [] : windows));
  const [ids] = await test.database.query<{ location: number; barber: number; service: number }>(
    `WITH business AS (INSERT INTO businesses (name) VALUES ('Case') RETURNING id),
      settings AS (
        INSERT INTO booking_settings (business_id, slot_interval_minutes, minimum_notice_minutes, booking_horizon_days)
        SELECT id, $1, 0, 3650 FROM business
      ),
      location AS (
        INSERT INTO locations (business_id, name, timezone) SELECT id, 'Case', $2 FROM business RETURNING id
      ),
      barber AS (INSERT INTO barbers (location_id, name) SELECT id, 'Case' FROM location RETURNING id),
      week AS (INSERT INTO barber_availability (barber_id, weekly) SELECT id, $3::jsonb FROM barber),
      service AS (INSERT INTO services (name, duration_minutes) VALUES ('Case', $4) RETURNING id)
    SELECT location.id AS location, barber.id AS barber, service.id AS service FROM location, barber, service`,
    [step, shop, JSON.stringify(weekly), len],
  );
  const parameters = {
    date,
    timezone: view,
    locationId: ids!.location,
    barberId: ids!.barber,
    serviceId: ids!.service,
  };
  return new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

describe('every zone case over HTTP, asked a month before', () => {
  it.each([...HANDED_DOWN, ...OUR_OWN])('$id', async (known) => {
    jest.spyOn(test.app.get(Clock), 'now').mockReturnValue(Date.parse(known.date) - 30 * DAY_MS);
    const query = await openShop(known);
    const { status, body } = await test.get(`bookings/available-slots?${query}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ date: known.date, timezone: known.view });
    expect(body.slots.map(({ startsAt }: { startsAt: string }) => startsAt)).toEqual(
      known.starts.map((start) => new Date(start).toISOString()),
    );
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: known.view,
      hour: '2-digit',
      minute: '2-digit',
    });
    for (const { startsAt, endsAt, time } of body.slots) {
      expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(known.len * MINUTE_MS);
      expect(time).toBe(clock.format(Date.parse(startsAt)));
    }

    const next = await test.get(`bookings/next-available?${query}`);
    if (body.slots.length > 0) expect(next.body.next.startsAt).toBe(body.slots[0].startsAt);
  });
});
