import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { AppointmentsService } from '../../src/booking/appointments/appointments.service.js';
import { shiftDate, zoneDay } from '../../src/booking/wall-time/zone-day.js';
import { Clock } from '../../src/config/clock.js';
import { DAY_MS, MINUTE_MS } from '../../src/time/durations.js';
import { UnitPublication } from '../../src/events/unit.publication.js';
import { UnitOfWork } from '../../src/events/unit-of-work.js';
import { Problem } from '../../src/http/problem.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop } from '../support/shop.js';

const NOW = Date.parse('2027-01-04T10:40Z');
/** Everything happens at multiples of this, the present included; judged are all of them and some in between. */
const STEP = 5;

/** Plain days, and days on which the clock changes. */
const DAYS = [
  ['UTC', '2027-02-10'],
  ['America/New_York', '2027-03-14'],
  ['America/New_York', '2027-11-07'],
  ['Europe/Berlin', '2027-03-28'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['Asia/Kolkata', '2027-05-05'],
] as const;

const minutes = (min: number, max: number) =>
  fc.integer({ min: min / STEP, max: max / STEP }).map((steps) => steps * STEP);
/** From the start of the day, in minutes, and how long. */
const anySpan = (max: number) => fc.record({ from: minutes(-120, 1440), length: minutes(STEP, max) });

const anyDay = fc.record({
  place: fc.constantFrom(...DAYS),
  barbers: fc.constantFrom(1, 2),
  /** Of every day; some touch, and the last may end the next day. */
  windows: fc
    .tuple(
      fc.uniqueArray(minutes(0, 1435), { minLength: 2, maxLength: 6 }),
      fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }),
      minutes(0, 480),
    )
    .map(([unordered, closed, later]) => {
      const edges = unordered.toSorted((a, b) => a - b);
      const last = edges.length - 1;
      return edges.slice(1).flatMap((edge, i) => {
        const end = i + 1 === last && later > 240 ? edge + later : edge;
        return closed[i] === 0 ? [] : [[edges[i] as number, end] as const];
      });
    }),
  durationMinutes: minutes(10, 90),
  bufferBeforeMinutes: minutes(0, 30),
  bufferAfterMinutes: minutes(0, 30),
  intervalMinutes: minutes(10, 60),
  slotPacking: fc.boolean(),
  /** Whether interval, notice and horizon are the service's own; those of the business are others then. */
  areOwnRules: fc.boolean(),
  /** The day's minute before which the notice has passed; and after which the horizon ends. */
  noticeUntil: fc.option(minutes(0, 1440)),
  isBeyondHorizon: fc.boolean(),
  appointments: fc.array(fc.tuple(fc.nat(1), anySpan(90)), { maxLength: 8 }),
  timeOff: fc.array(fc.tuple(fc.nat(1), anySpan(240)), { maxLength: 1 }),
  /** Days from the date on which the location has other hours. */
  closure: fc.option(
    fc.record({ day: fc.integer({ min: -1, max: 1 }), from: minutes(0, 720), length: minutes(STEP, 900) }),
    { freq: 2 },
  ),
  /** Whether the first barber's windows come from a rota, whose other week is empty. */
  hasRota: fc.boolean(),
});
type AnyDay = typeof anyDay extends fc.Arbitrary<infer Value> ? Value : never;

let app: TestApp;
let userId: number;
const counts: Record<string, number> = {};

beforeAll(async () => {
  app = await startApp({ CACHE_ENABLED: 'false' });
  ({ id: userId } = await app.signUp());
  jest.spyOn(app.app.get(Clock), 'now').mockReturnValue(NOW);
  // Every booking is rolled back: there is nothing to publish, and thousands of them need not wait a lease each.
  jest.spyOn(app.app.get(UnitPublication, { strict: false }), 'publish').mockResolvedValue();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await app.close();
});

interface Asked {
  readonly date: string;
  readonly timezone: string;
  readonly locationId: number;
  readonly serviceId: number;
  readonly barberId?: number;
}

/** Who is listed as free, by start. */
async function listed(asked: Asked): Promise<Map<number, readonly number[]>> {
  const query = new URLSearchParams(
    Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const { status, body } = await app.get<{ slots: { startsAt: string; barberIds: number[] }[] }>(
    `bookings/available-slots?${query.toString()}`,
  );
  expect(status).toBe(200);
  return new Map(body.slots.map(({ startsAt, barberIds }) => [Date.parse(startsAt), barberIds]));
}

class Undone extends Error {}

/** What booking answers: the barber who was booked, or the code of the refusal. Nothing of it stays. */
async function booked(start: number, asked: Asked): Promise<number | string> {
  const { timezone, locationId, barberId, serviceId } = asked;
  let answer: number | string = 'nothing';
  try {
    await app.app.get(UnitOfWork).run(async () => {
      const where = { timezone, locationId, serviceId, ...(barberId === undefined ? {} : { barberId }) };
      const body = { startsAt: new Date(start).toISOString(), ...where };
      const caller = { id: userId, role: 'client', locationIds: [] } as const;
      answer = (await app.app.get(AppointmentsService).create(caller, body)).barberId;
      throw new Undone();
    });
  } catch (error) {
    if (error instanceof Problem) answer = error.code;
    else if (!(error instanceof Undone)) throw error;
  }
  return answer;
}

async function makeShop(day: AnyDay) {
  const [timezone, date] = day.place;
  const others = day.areOwnRules ? { intervalMinutes: 7, noticeMinutes: 525_600, horizonDays: 1 } : {};
  const shop = await createShop(app.database, { ...day, timezone, ...others });
  await app.database.query('UPDATE booking_settings SET slot_packing = $1 WHERE business_id = 1', [
    day.slotPacking,
  ]);
  const { from, until } = zoneDay(timezone, date);
  for (const [table, spans] of [
    ['appointments', day.appointments],
    ['barber_time_off', day.timeOff],
  ] as const) {
    for (const [index, span] of spans) {
      const barberId = shop.barberIds[index % shop.barberIds.length];
      const start = new Date(from + span.from * MINUTE_MS);
      const end = new Date(start.getTime() + span.length * MINUTE_MS);
      if (table === 'barber_time_off') {
        await app.database.query(
          'INSERT INTO barber_time_off (barber_id, starts_at, ends_at) VALUES ($1, $2, $3)',
          [barberId, start, end],
        );
      } else {
        // Those that would overlap one are left out.
        await app.database.query(
          `INSERT INTO appointments
             (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
           VALUES ($1, $2, $3, $4, $5, $6, $5, $6, 'UTC') ON CONFLICT DO NOTHING`,
          [barberId, shop.serviceId, shop.locationId, userId, start, end],
        );
      }
    }
  }
  if (day.closure !== null) {
    const { day: days, from: opens, length } = day.closure;
    await app.database.query(
      `INSERT INTO location_closures (location_id, from_date, to_date, windows) VALUES ($1, $2, $2, $3)`,
      [shop.locationId, shiftDate(date, days), JSON.stringify([[opens, opens + length]])],
    );
  }
  if (day.hasRota) {
    await app.database.query(
      `WITH old AS (DELETE FROM barber_availability WHERE barber_id = $1 RETURNING barber_id, weekly)
       INSERT INTO barber_rotas (barber_id, start_date, weeks)
       SELECT barber_id, $2, jsonb_build_array(weekly, '[[], [], [], [], [], [], []]'::jsonb) FROM old`,
      [shop.barberIds[0], shiftDate(date, -14)],
    );
  }
  const earliest = day.noticeUntil === null ? NOW : from + day.noticeUntil * MINUTE_MS;
  // The day before, or none.
  const horizonDays = day.isBeyondHorizon ? Math.floor((from - NOW) / DAY_MS) : 3650;
  const latest = day.isBeyondHorizon ? from - 1 : Infinity;
  const limitTo = (noticeMinutes: number, days: number) =>
    day.areOwnRules
      ? app.database.query(
          `UPDATE services SET minimum_notice_minutes = $1, booking_horizon_days = $2, slot_interval_minutes = $3 WHERE id = $4`,
          [noticeMinutes, days, day.intervalMinutes, shop.serviceId],
        )
      : app.database.query(
          'UPDATE booking_settings SET minimum_notice_minutes = $1, booking_horizon_days = $2 WHERE business_id = 1',
          [noticeMinutes, days],
        );
  return {
    asked: { date, timezone, locationId: shop.locationId, serviceId: shop.serviceId },
    barberIds: shop.barberIds,
    from,
    until,
    earliest,
    latest,
    applyLimits: () => limitTo((earliest - NOW) / MINUTE_MS, horizonDays),
    applyNone: () => limitTo(0, 3650),
    hasAppointments: async (has: boolean) =>
      app.database.query('UPDATE appointments SET status = $2 WHERE location_id = $1', [
        shop.locationId,
        has ? 'confirmed' : 'cancelled',
      ]),
  };
}

it('every listed slot can be booked, and every other start is refused with its reason', async () => {
  await fc.assert(
    fc.asyncProperty(anyDay, async (day) => {
      const shop = await makeShop(day);
      const { from, until, earliest, latest } = shop;
      const who: Asked[] = [...shop.barberIds.map((barberId) => ({ ...shop.asked, barberId })), shop.asked];

      // What the calendar alone offers: the difference to the list is what is too soon, too far or taken.
      await shop.applyNone();
      await shop.hasAppointments(false);
      const offered = await Promise.all(who.map(listed));
      await shop.hasAppointments(true);
      await shop.applyLimits();
      const free = await Promise.all(who.map(listed));

      for (const [index, asked] of who.entries()) {
        for (let start = from; start < until; start += STEP * MINUTE_MS) {
          // Off any grid now and then; at most starts there is nothing to be had, and a few of those will do.
          const isOffered = offered[index]?.has(start) === true;
          const barberIds = free[index]?.get(start);
          if (!isOffered && barberIds === undefined && (start / MINUTE_MS) % 35 !== 0) continue;
          const answer = await booked(start, asked);
          const kind = typeof answer === 'number' ? 'booked' : answer;
          counts[kind] = (counts[kind] ?? 0) + 1;
          if (barberIds !== undefined) expect(barberIds).toContain(answer);
          // Beside an appointment, a start is offered because of it.
          else if (!isOffered && day.slotPacking) expect(typeof answer).toBe('string');
          else if (!isOffered) expect(answer).toBe('outside-availability');
          else if (start < earliest) expect(answer).toBe('too-soon');
          else if (start > latest) expect(answer).toBe('beyond-horizon');
          else expect(answer).toBe('slot-taken');
        }
        const more = [...(free[index]?.keys() ?? [])].filter((start) => !offered[index]?.has(start));
        if (day.slotPacking) counts['packed'] = (counts['packed'] ?? 0) + more.length;
        else expect(more).toEqual([]);
      }
    }),
    { seed: 20270314, numRuns: 15, endOnFailure: true },
  );
  process.stdout.write(`starts: ${JSON.stringify(counts)}\n`);
  // The days were such that every answer was seen.
  expect(Object.keys(counts).toSorted()).toEqual([
    'beyond-horizon',
    'booked',
    'outside-availability',
    'packed',
    'slot-taken',
    'too-soon',
  ]);
  expect(counts['packed']).toBeGreaterThan(0);
}, 180_000);
