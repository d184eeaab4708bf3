import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

const CLIENTS = 16;
const ATTEMPTS = 5200;
/** Few enough that nearly every attempt meets another: two barbers, eight starts, overlapping by buffers. */
const DATE = '2027-06-15';
const STARTS = ['09:00', '09:15', '09:30', '09:45', '10:00', '10:15', '10:30', '10:45'];

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

  beforeAll(async () => {
    app = await startApp({ DATABASE_POOL_SIZE: '16' });
    shop = await createShop(app.database, {
      barbers: 2,
      durationMinutes: 30,
      bufferAfterMinutes: 5,
      intervalMinutes: 15,
    });
  });
  afterAll(() => app.close());

  it(`never book one twice: ${ATTEMPTS} bookings, moves and cancellations`, async () => {
    const counts: Record<string, number> = {};
    const count = (action: string, status: number, code: string | undefined) => {
      const key = `${action} ${status}${code === undefined ? '' : ` ${code}`}`;
      counts[key] = (counts[key] ?? 0) + 1;
    };
    let left = ATTEMPTS;
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(Math.random() * items.length)] as Item;

    const client = async () => {
      const { token } = await app.signUp();
      const mine: number[] = [];
      while (left-- > 0) {
        const where = {
          date: DATE,
          time: pick(STARTS),
          timezone: 'UTC',
          barberId: pick([...shop.barberIds, undefined]),
        };
        const chance = Math.random();
        const id = pick(mine);
        if (id === undefined || chance < 0.5) {
          const body = { ...where, locationId: shop.locationId, serviceId: shop.serviceId };
          const answer = await app.post<{ id: number; code?: string }>('bookings', body, { token });
          count('book', answer.status, answer.body.code);
          if (answer.status === 201) mine.push(answer.body.id);
        } else if (chance < 0.75) {
          const answer = await app.patch<{ code?: string }>(`bookings/${id}`, where, { token });
          count('move', answer.status, answer.body.code);
        } else {
          const answer = await app.delete<{ code?: string }>(`bookings/${id}`, { token });
          count('cancel', answer.status, answer.body.code);
          mine.splice(mine.indexOf(id), 1);
        }
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));

    const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
    process.stdout.write(`race: ${JSON.stringify(counts)}\n`);
    expect(total).toBe(ATTEMPTS);
    expect(Object.keys(counts).toSorted()).toEqual([
      'book 201',
      'book 409 slot-taken',
      'cancel 200',
      'move 200',
      'move 409 slot-taken',
    ]);
    expect(await overlapsIn(app.database)).toBe(0);
  }, 120_000);
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
