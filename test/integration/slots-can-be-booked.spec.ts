import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { AppointmentChangesService } from '../../src/booking/appointments/appointment-changes.service.js';
import { AppointmentsService } from '../../src/booking/appointments/appointments.service.js';
import { dateAt, shiftDate, zoneDay } from '../../src/booking/wall-time/zone-day.js';
import { Clock } from '../../src/config/clock.js';
import { DAY_MS, MINUTE_MS } from '../../src/time/durations.js';
import { UnitPublication } from '../../src/events/unit.publication.js';
import { UnitOfWork } from '../../src/events/unit-of-work.js';
import { Problem } from '../../src/http/problem.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

const NOW = Date.parse('2027-01-04T10:40Z');
/** Everything happens at multiples of this, the present included; judged are all of them and some in between. */
const STEP = 5;

/** A run draws its own days; `SLOTS_SEED` repeats one. */
const SEED = Number(process.env['SLOTS_SEED'] ?? Date.now() % 1_000_000);

/** Days on which the clock changes. Each run has all of them. */
const CHANGES: [zone: string, date: string][] = [
  ['America/New_York', '2027-03-14'],
  ['America/New_York', '2027-11-07'],
  ['Europe/Berlin', '2027-03-28'],
  ['Europe/London', '2027-10-31'],
  ['Australia/Lord_Howe', '2027-04-04'],
  ['Africa/Cairo', '2027-04-30'],
  ['America/Santiago', '2027-09-05'],
];
const OTHER_DAYS = 4;
const ZONES = ['UTC', 'Asia/Kolkata', 'Pacific/Kiritimati', 'Pacific/Marquesas', 'America/St_Johns'] as const;
const anyZone = fc.constantFrom<string>(...ZONES, ...CHANGES.map(([zone]) => zone));
const anyPlace = fc.tuple(
  anyZone,
  fc.integer({ min: 4, max: 350 }).map((days) => shiftDate('2027-01-04', days)),
);

const minutes = (min: number, max: number) =>
  fc.integer({ min: min / STEP, max: max / STEP }).map((steps) => steps * STEP);
/** From the start of the day, in minutes, and how long. */
const anySpan = (max: number) => fc.record({ from: minutes(-120, 1440), length: minutes(STEP, max) });

const anyDay = fc.record({
  place: anyPlace,
  /** Whose day it is, if not the shop's. */
  viewer: fc.option(anyZone, { freq: 2 }),
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
        const start = edges[i] as number;
        // At most a whole day long.
        const end = i + 1 === last && later > 240 ? Math.min(edge + later, start + 1440) : edge;
        return closed[i] === 0 ? [] : [[start, end] as const];
      });
    }),
  durationMinutes: minutes(10, 90),
  bufferBeforeMinutes: minutes(0, 30),
  bufferAfterMinutes: minutes(0, 30),
  intervalMinutes: minutes(10, 60),
  /** Whether interval, notice and horizon are the service's own; those of the business are others then. */
  areOwnRules: fc.boolean(),
  /** The day's minute before which the notice has passed. */
  noticeUntil: fc.option(minutes(0, 1440), { freq: 2 }),
  appointments: fc.array(fc.tuple(fc.nat(1), anySpan(90)), { minLength: 2, maxLength: 8 }),
  timeOff: fc.array(fc.tuple(fc.nat(1), anySpan(240)), { maxLength: 1 }),
  /** Days from the date on which the location has other hours. */
  closure: fc.option(
    fc.record({ day: fc.integer({ min: -1, max: 1 }), from: minutes(0, 720), length: minutes(STEP, 900) }),
    { freq: 2 },
  ),
  /** Whether the first barber's windows come from a rota, whose other week is empty. */
  hasRota: fc.boolean(),
  /** Windows of the first barber on the date itself. */
  override: fc.option(fc.record({ from: minutes(0, 720), length: minutes(STEP, 1440) }), { freq: 3 }),
});
type Drawn = typeof anyDay extends fc.Arbitrary<infer Value> ? Value : never;
/** A drawn day, and what each run has for certain. */
interface AnyDay extends Drawn {
  /** Where the service is offered; `dropped`: by the second barber alone. */
  readonly offered: 'everywhere' | 'here' | 'elsewhere' | 'dropped';
  readonly slotPacking: boolean;
  readonly isBeyondHorizon: boolean;
}
/** The first two days of each run: whatever is drawn after them, every answer is seen. */
const FIRST_DAY: Drawn = {
  place: ['UTC', '2027-02-10'],
  viewer: null,
  barbers: 2,
  windows: [[540, 900]],
  durationMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 5,
  intervalMinutes: 30,
  areOwnRules: false,
  noticeUntil: 600,
  appointments: [
    [0, { from: 665, length: 40 }],
    [1, { from: 660, length: 30 }],
  ],
  timeOff: [],
  closure: null,
  hasRota: true,
  override: null,
};
const OFFERED = ['here', 'everywhere', 'elsewhere', 'everywhere', 'dropped', 'here', 'everywhere'] as const;

let app: TestApp;
let user: { readonly id: number; readonly token: string };
/** Has a service and a location of its own. */
let elsewhere: TestShop;
const counts: Record<string, number> = {};

beforeAll(async () => {
  app = await startApp({ CACHE_ENABLED: 'false' });
  jest.spyOn(app.app.get(Clock), 'now').mockReturnValue(NOW);
  user = await app.signUp();
  elsewhere = await createShop(app.database);
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

/** Who is listed as free, by start; a service that is not offered there has no slots. */
async function listed(asked: Asked, ignoreBookingId?: number): Promise<Map<number, readonly number[]>> {
  const fields = { ...asked, ...(ignoreBookingId === undefined ? {} : { ignoreBookingId }) };
  const query = new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const { status, body } = await app.get<{ slots: { startsAt: string; barberIds: number[] }[] }>(
    `bookings/available-slots?${query.toString()}`,
    { token: user.token },
  );
  if (status === 404) return new Map();
  expect(status).toBe(200);
  return new Map(body.slots.map(({ startsAt, barberIds }) => [Date.parse(startsAt), barberIds]));
}

class Undone extends Error {}

/** What booking answers: the barber who was booked, or the code of the refusal. Nothing of it stays. */
async function booked(start: number, asked: Asked): Promise<number | string> {
  const { timezone, locationId, barberId, serviceId } = asked;
  const where = { timezone, locationId, serviceId, ...(barberId === undefined ? {} : { barberId }) };
  const body = { startsAt: new Date(start).toISOString(), ...where };
  return undone(async () => app.app.get(AppointmentsService).create(caller(), body));
}

/** The same for a move of an appointment. */
async function moved(id: number, start: number, barberId: number): Promise<number | string> {
  const body = { startsAt: new Date(start).toISOString(), barberId };
  return undone(async () => app.app.get(AppointmentChangesService).change(caller(), id, body, undefined));
}

const caller = () => ({ id: user.id, role: 'client', locationIds: [] }) as const;

async function undone(write: () => Promise<{ readonly barberId: number }>): Promise<number | string> {
  let answer: number | string = 'nothing';
  try {
    await app.app.get(UnitOfWork).run(async () => {
      answer = (await write()).barberId;
      throw new Undone();
    });
  } catch (error) {
    if (error instanceof Problem) answer = error.code;
    else if (!(error instanceof Undone)) throw error;
  }
  return answer;
}

async function makeShop(day: AnyDay) {
  const [zone, date] = day.place;
  const timezone = day.viewer ?? zone;
  const others = day.areOwnRules ? { intervalMinutes: 7, noticeMinutes: 525_600, horizonDays: 1 } : {};
  const shop = await createShop(app.database, { ...day, timezone: zone, ...others });
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
          [barberId, shop.serviceId, shop.locationId, user.id, start, end],
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
  if (day.override !== null) {
    const { from: opens, length } = day.override;
    await app.database.query('INSERT INTO barber_overrides (barber_id, date, windows) VALUES ($1, $2, $3)', [
      shop.barberIds[0],
      date,
      JSON.stringify([[opens, opens + length]]),
    ]);
  }
  if (day.offered === 'here' || day.offered === 'elsewhere') {
    await app.database.query('INSERT INTO service_locations (service_id, location_id) VALUES ($1, $2)', [
      shop.serviceId,
      day.offered === 'here' ? shop.locationId : elsewhere.locationId,
    ]);
  }
  if (day.offered === 'dropped') {
    await app.database.query('INSERT INTO barber_services (barber_id, service_id) VALUES ($1, $2)', [
      shop.barberIds[0],
      elsewhere.serviceId,
    ]);
  }
  const earliest = day.noticeUntil === null ? NOW : from + day.noticeUntil * MINUTE_MS;
  // The day before is the last one, or there is none.
  const daysAhead = (Date.parse(date) - Date.parse(dateAt(zone, NOW))) / DAY_MS;
  const horizonDays = day.isBeyondHorizon ? daysAhead - 1 : 3650;
  const latest = day.isBeyondHorizon ? zoneDay(zone, date).from - 1 : Infinity;
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

/** Off any grid now and then; at most starts there is nothing to be had, and a few of those will do. */
const isJudged = (start: number) => (start / MINUTE_MS) % 35 === 0;
const count = (answer: number | string, done: string) => {
  const kind = typeof answer === 'number' ? done : answer;
  counts[kind] = (counts[kind] ?? 0) + 1;
};

it(`every listed slot can be booked, and every other start is refused with its reason (SLOTS_SEED=${SEED})`, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(anyDay, async (drawn) => {
      const place = CHANGES[run] ?? drawn.place;
      const day: AnyDay = {
        ...drawn,
        place,
        offered: OFFERED[run % OFFERED.length] ?? 'everywhere',
        slotPacking: run % 2 === 0,
        isBeyondHorizon: run % 5 === 1,
      };
      run++;
      const shop = await makeShop(day);
      const { from, until, earliest, latest } = shop;
      const who: Asked[] = [...shop.barberIds.map((barberId) => ({ ...shop.asked, barberId })), shop.asked];

      // What the calendar alone offers: the difference to the list is what is too soon, too far or taken.
      await shop.applyNone();
      await shop.hasAppointments(false);
      const offered = await Promise.all(who.map(async (asked) => listed(asked)));
      await shop.hasAppointments(true);
      await shop.applyLimits();
      const free = await Promise.all(who.map(async (asked) => listed(asked)));
      const nowhere = day.offered === 'elsewhere' ? 'not-found' : 'outside-availability';

      for (const [index, asked] of who.entries()) {
        for (let start = from; start < until; start += STEP * MINUTE_MS) {
          const isOffered = offered[index]?.has(start) === true;
          const barberIds = free[index]?.get(start);
          if (!isOffered && barberIds === undefined && !isJudged(start)) continue;
          const answer = await booked(start, asked);
          count(answer, 'booked');
          if (barberIds !== undefined) expect(barberIds).toContain(answer);
          // Beside an appointment, a start is offered because of it.
          else if (!isOffered && day.slotPacking) expect(typeof answer).toBe('string');
          else if (!isOffered) expect(answer).toBe(nowhere);
          else if (start < earliest) expect(answer).toBe('too-soon');
          else if (start > latest) expect(answer).toBe('beyond-horizon');
          else expect(answer).toBe('slot-taken');
        }
        const more = [...(free[index]?.keys() ?? [])].filter((start) => !offered[index]?.has(start));
        if (day.slotPacking) counts['packed'] = (counts['packed'] ?? 0) + more.length;
        else expect(more).toEqual([]);
      }
      await judgeMoves(shop);
    }),
    {
      seed: SEED,
      numRuns: CHANGES.length + OTHER_DAYS,
      endOnFailure: true,
      examples: [[FIRST_DAY], [FIRST_DAY]],
    },
  );
  process.stdout.write(`starts (SLOTS_SEED=${SEED}): ${JSON.stringify(counts)}\n`);
  expect(Object.keys(counts).toSorted()).toEqual([
    'beyond-horizon',
    'booked',
    'moved',
    'not-found',
    'outside-availability',
    'packed',
    'slot-taken',
    'too-soon',
  ]);
  expect(counts['packed']).toBeGreaterThan(0);
}, 180_000);

/** An appointment can be moved to exactly those starts that are listed for who moves it. */
async function judgeMoves({ asked, barberIds, from, until }: Awaited<ReturnType<typeof makeShop>>) {
  const [own] = await app.database.query<{ id: number; start: number }>(
    `SELECT id, date_part('epoch', starts_at) * 1000 AS start FROM appointments WHERE location_id = $1 ORDER BY id LIMIT 1`,
    [asked.locationId],
  );
  if (own === undefined) return;
  for (const barberId of barberIds) {
    const starts = await listed({ ...asked, barberId }, own.id);
    for (let start = from; start < until; start += STEP * MINUTE_MS) {
      // An appointment that keeps its time need not begin where slots do.
      if (start === own.start || (!starts.has(start) && !isJudged(start))) continue;
      const answer = await moved(own.id, start, barberId);
      count(answer, 'moved');
      expect([start, typeof answer]).toEqual([start, starts.has(start) ? 'number' : 'string']);
    }
  }
}
