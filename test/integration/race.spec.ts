import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { AppointmentDto } from '../../src/booking/appointments/appointment.dto.js';
import type { DayHandoverAnswerDto } from '../../src/booking/appointments/handover.dto.js';
import { Clock } from '../../src/config/clock.js';
import { DAY_MS } from '../../src/time/durations.js';
import { createTestDatabase, type TestDatabase, waitingForLocks } from '../support/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';

const CLIENTS = 16;
/** `npm run test:long` makes 5,000. */
const ATTEMPTS = Number(process.env['RACE_ATTEMPTS'] ?? 1000);
/** Few enough that nearly every attempt meets another: two barbers, eight starts, overlapping by buffers. */
const DATE = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
/** Shortly before the first of the starts, so that walk-ins meet them. */
const NOW = Date.parse(`${DATE}T08:50Z`);
const OFF_THE_GRID = ['09:07', '09:52', '10:24'];
const STARTS = ['09:00', '09:15', '09:30', '09:45', '10:00', '10:15', '10:30', '10:45'];

/** So many of these are answered that a run without one shows a fault. */
const USUAL = [
  'book 201',
  'book 409 slot-taken',
  'book 422 outside-availability',
  'cancel 200',
  'close 201',
  'guest 409 slot-taken',
  'hand day over 200 nobody-free',
  'hand over 200',
  'hand over 409 nobody-free',
  'move 409 slot-taken',
  'override 200',
  'rota 200',
  'undo 200',
  'undo 409 slot-taken',
  'walk in 201',
  'walk in 409 nobody-free',
];
/** Those of a time that is outside of availability meet a closure or a rota; of a full day hardly anything can be handed over with the day. */
const RARE = [
  'hand day over 200',
  'guest 201',
  'guest 422 outside-availability',
  'hand day over 200 conflict',
  'hand over 409 conflict',
  'hand over 422 outside-availability',
  'move 200',
  'move 422 outside-availability',
  'override 409 slot-taken',
  'override 422 outside-availability',
];

const OVERLAPS = `
  SELECT count(*) AS overlaps FROM appointments a JOIN appointments b
    ON a.barber_id = b.barber_id AND a.id < b.id AND a.blocked && b.blocked
  WHERE a.status <> 'cancelled' AND b.status <> 'cancelled'`;

async function overlapsIn(database: TestDatabase): Promise<number> {
  const [row] = await database.query<{ overlaps: string }>(OVERLAPS);
  return Number(row?.overlaps);
}

describe('sixteen clients at the same few slots', () => {
  let app: TestApp;
  let shop: TestShop;
  let admin: string;

  beforeAll(async () => {
    app = await startApp({ DATABASE_POOL_SIZE: '16', GUEST_BOOKINGS_PER_HOUR: '0' });
    jest.spyOn(app.app.get(Clock), 'now').mockReturnValue(NOW);
    admin = (await app.signUp('admin')).token;
    shop = await createShop(app.database, {
      barbers: 2,
      durationMinutes: 30,
      bufferAfterMinutes: 5,
      intervalMinutes: 15,
    });
    await app.database.query('UPDATE booking_settings SET guest_booking = true');
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await app.close();
  });

  it(`never book one twice: ${ATTEMPTS} bookings, also of guests and walk-ins, moves, overrides, handovers, cancellations, undos, closures and rotas`, async () => {
    const counts: Record<string, number> = {};
    const count = (action: string, status: number, code: string | undefined) => {
      const key = `${action} ${status}${code === undefined ? '' : ` ${code}`}`;
      counts[key] = (counts[key] ?? 0) + 1;
    };
    let left = ATTEMPTS;
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(Math.random() * items.length)] as Item;

    const everyDay = (windows: object[]) => [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows }));
    const ALL_DAY = everyDay([{ start: '00:00', end: '24:00' }]);
    /** Closes the shop for the day, or gives a barber other weeks, and takes that back. */
    const changeHours = async () => {
      if (Math.random() < 0.5) {
        const path = `locations/${shop.locationId}/closures`;
        const closed = await app.post<{ id: number; code?: string }>(
          path,
          { from: DATE, to: DATE },
          { token: admin },
        );
        count('close', closed.status, closed.body.code);
        if (closed.status === 201) await app.delete(`${path}/${closed.body.id}`, { token: admin });
        return;
      }
      const path = `barbers/${pick(shop.barberIds)}/rota`;
      const weeks = [everyDay([{ start: '09:00', end: '10:00' }]), ALL_DAY];
      const made = await app.put<{ code?: string }>(path, { startDate: DATE, weeks }, { token: admin });
      count('rota', made.status, made.body.code);
      await app.delete(path, { token: admin });
    };
    let guests = 0;
    const bookAsGuest = async (where: object) => {
      const client = { name: 'Guest', email: `racing-${++guests}@example.com` };
      const body = { ...where, locationId: shop.locationId, serviceId: shop.serviceId, client };
      const answer = await app.post<{ manageToken: string; code?: string }>('bookings', body);
      count('guest', answer.status, answer.body.code);
      // Those who keep theirs would fill the day.
      if (answer.status === 201) await app.delete(`guest-bookings/${answer.body.manageToken}`);
    };

    /** Takes who can begin first; and goes again, or the walk-ins would fill the day. */
    const walkIn = async () => {
      const { locationId, serviceId } = shop;
      const body = { locationId, serviceId, startsWithinMinutes: pick([5, 15, 60]) };
      const answer = await app.post<{ id: number; code?: string }>('bookings/walk-in', body, {
        token: admin,
      });
      count('walk in', answer.status, answer.body.code);
      if (answer.status === 201) await app.delete(`bookings/${answer.body.id}`, { token: admin });
    };
    const handDayOver = async () => {
      const path = `barbers/${pick(shop.barberIds)}/reassign-day`;
      const answer = await app.post<DayHandoverAnswerDto & { code?: string }>(
        path,
        { date: DATE },
        { token: admin },
      );
      if (answer.status !== 200) count('hand day over', answer.status, answer.body.code);
      else for (const { problem } of answer.body.items) count('hand day over', 200, problem);
    };
    const handOver = async (id: number) => {
      const answer = await app.post<{ code?: string }>(`bookings/${id}/reassign`, {}, { token: admin });
      count('hand over', answer.status, answer.body.code);
    };
    const atTheSameTime = async (id: number) => {
      const [other] = await app.database.query<{ id: number }>(
        `SELECT b.id FROM appointments a JOIN appointments b ON b.barber_id <> a.barber_id AND b.starts_at = a.starts_at
         WHERE a.id = $1 AND b.status = 'confirmed'`,
        [id],
      );
      return other?.id;
    };

    const client = async () => {
      const { token } = await app.signUp();
      const mine: number[] = [];
      const cancelled: number[] = [];
      const undo = async (id: number) => {
        const body = { status: 'confirmed' };
        const answer = await app.patch<{ code?: string }>(`bookings/${id}`, body, { token: admin });
        count('undo', answer.status, answer.body.code);
        if (answer.status === 200) mine.push(...cancelled.splice(cancelled.indexOf(id), 1));
      };
      // What is usual but rare within few attempts may take more of them.
      while (left-- > 0 || (left > -4 * ATTEMPTS && USUAL.some((kind) => counts[kind] === undefined))) {
        const where = {
          date: DATE,
          time: pick(STARTS),
          timezone: 'UTC',
          barberId: pick([...shop.barberIds, undefined]),
        };
        const chance = Math.random();
        const id = pick(mine);
        const undone = pick(cancelled);
        if (chance > 0.98) {
          await changeHours();
        } else if (chance > 0.93) {
          await bookAsGuest(where);
        } else if (chance > 0.89) {
          await walkIn();
        } else if (chance > 0.88) {
          await handDayOver();
        } else if (undone !== undefined && chance < 0.08) {
          await undo(undone);
        } else if (id === undefined || chance < 0.48) {
          const body = { ...where, locationId: shop.locationId, serviceId: shop.serviceId };
          const answer = await app.post<{ id: number; code?: string }>('bookings', body, { token });
          count('book', answer.status, answer.body.code);
          if (answer.status === 201) mine.push(answer.body.id);
        } else if (chance < 0.56) {
          await handOver(id);
        } else if (chance < 0.63) {
          const moved = pick([{}, { ...where, time: pick(OFF_THE_GRID) }]);
          const beyond = { ...moved, durationMinutes: pick([20, 50]), override: ['grid'] };
          const answer = await app.patch<{ code?: string }>(`bookings/${id}`, beyond, { token: admin });
          count('override', answer.status, answer.body.code);
        } else if (chance < 0.74) {
          const answer = await app.patch<{ code?: string }>(`bookings/${id}`, where, { token });
          count('move', answer.status, answer.body.code);
        } else {
          const answer = await app.delete<{ code?: string }>(`bookings/${id}`, { token });
          count('cancel', answer.status, answer.body.code);
          cancelled.push(...mine.splice(mine.indexOf(id), 1));
          // The day is full: what is free now is soon gone.
          if (Math.random() < 0.3) await undo(id);
          else {
            const beside = await atTheSameTime(id);
            if (beside !== undefined) await handOver(beside);
          }
        }
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));

    const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
    expect(total).toBeGreaterThanOrEqual(ATTEMPTS);
    // On a busy machine a write may reach its limit of time; it has then changed nothing.
    const late = Object.keys(counts).filter((kind) => kind.endsWith(' database-unavailable'));
    expect(late.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0)).toBeLessThanOrEqual(total / 50);
    const seen = Object.keys(counts).filter((kind) => !late.includes(kind));
    expect(seen.filter((kind) => ![...USUAL, ...RARE].includes(kind))).toEqual([]);
    expect(seen).toEqual(expect.arrayContaining(USUAL));
    expect(await overlapsIn(app.database)).toBe(0);
  }, 300_000);
});

describe('a writer that takes no lock on the barber', () => {
  it('is found by the constraint: 409, and the appointment that was to move stays', async () => {
    const app = await startApp();
    try {
      const shop = await createShop(app.database, { barbers: 2 });
      const [first, second] = shop.barberIds;
      const { id: userId, token } = await app.signUp();
      const where = { date: DATE, timezone: 'UTC', serviceId: shop.serviceId, barberId: first };
      const { body: mine } = await app.post<AppointmentDto>(
        'bookings',
        { ...where, time: '12:00' },
        { token },
      );

      const foreign = new pg.Client({ connectionString: app.database.url });
      await foreign.connect();
      await foreign.query('BEGIN');
      await foreign.query(
        `INSERT INTO appointments
           (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
         SELECT id, $2, $3, $4, $5, $6, $5, $6, 'UTC' FROM unnest($1::int[]) AS barber(id)`,
        [
          shop.barberIds,
          shop.serviceId,
          shop.locationId,
          userId,
          new Date(`${DATE}T09:00Z`),
          new Date(`${DATE}T10:00Z`),
        ],
      );
      const book = app.post<{ code: string }>('bookings', { ...where, time: '09:00' }, { token });
      await until(async () => (await waitingForLocks(app.database)) === 1);
      const move = app.patch<{ code: string }>(
        `bookings/${mine.id}`,
        { barberId: second, date: DATE, time: '09:30' },
        { token },
      );
      await until(async () => (await waitingForLocks(app.database)) === 2);
      await foreign.query('COMMIT');
      await foreign.end();

      for (const { status, body } of await Promise.all([book, move])) {
        expect([status, body.code]).toEqual([409, 'slot-taken']);
      }
      expect((await app.get(`bookings/${mine.id}`, { token })).body).toEqual(mine);
    } finally {
      await app.close();
    }
  });
});

it('a booking waits for its client before it locks the barber, and judges what both are then', async () => {
  const app = await startApp({ RATE_LIMIT_PER_MINUTE: '0' });
  const other = new pg.Client({ connectionString: app.database.url });
  await other.connect();
  try {
    const shop = await createShop(app.database, { clientOverlap: false });
    const [barberId] = shop.barberIds;
    const { token } = await app.signUp();
    const book = async (time: string) =>
      app.post<{ code?: string }>(
        'bookings',
        { barberId, serviceId: shop.serviceId, date: DATE, time },
        { token },
      );
    expect((await book('09:00')).status).toBe(201);

    await other.query(`BEGIN; UPDATE clients SET notes = 'late' WHERE user_id IS NOT NULL`);
    const ofClient = book('10:00');
    await until(async () => (await waitingForLocks(app.database)) === 1);
    await app.database.query('SELECT FROM barbers WHERE id = $1 FOR NO KEY UPDATE NOWAIT', [barberId]);
    await other.query('UPDATE clients SET blocked = true; COMMIT');
    expect((await ofClient).body.code).toBe('client-blocked');

    await other.query(`UPDATE clients SET blocked = false; BEGIN; UPDATE barbers SET name = 'New'`);
    const withBarber = book('10:00');
    await until(async () => (await waitingForLocks(app.database)) === 1);
    await other.query('UPDATE barbers SET active = false; COMMIT');
    expect((await withBarber).body.code).toBe('outside-availability');
  } finally {
    await other.end();
    await app.close();
  }
});

describe('the count of overlaps', () => {
  it('finds one where the constraint is gone', async () => {
    const database = await createTestDatabase();
    try {
      const shop = await createShop(database);
      await database.query(`
        ALTER TABLE appointments DROP CONSTRAINT appointments_no_overlap;
        INSERT INTO users (email, password_hash, name) VALUES ('a@example.com', '-', 'A');
        INSERT INTO appointments
          (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
        SELECT ${shop.barberIds[0]}, ${shop.serviceId}, ${shop.locationId}, (SELECT id FROM users), start,
          start + interval '30 minutes', start, start + interval '30 minutes', 'UTC'
        FROM (VALUES (timestamptz '2027-06-15T09:00Z'), ('2027-06-15T09:29Z'), ('2027-06-15T10:00Z')) AS v(start)`);
      expect(await overlapsIn(database)).toBe(1);
    } finally {
      await database.drop();
    }
  });
});
