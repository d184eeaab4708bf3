import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { MailQueue } from '../../src/auth/mail/mail.queue.js';
import { UnitOfWork } from '../../src/events/unit-of-work.js';
import { waitingForLocks } from '../support/database.js';
import { FrontDesk, type Person } from '../support/front-desk.js';
import { until } from '../support/until.js';

/** A client with an account, and an appointment of theirs. */
interface Visit {
  readonly person: Person;
  readonly clientId: number;
  readonly bookingId: number;
}

type Act = (visit: Visit) => Promise<{ status: number }>;

/**
 * Bookings lock an appointment, its client, its barber and last the caller's account. Whatever else locks several of them does so in
 * the same order: else it and a booking wait for each other, until PostgreSQL ends one of them after a second.
 */
describe('a booking, and meanwhile', () => {
  let desk: FrontDesk;
  let locker: pg.Client;
  beforeAll(async () => {
    desk = await FrontDesk.open();
    locker = new pg.Client({ connectionString: desk.app.database.url });
    await locker.connect();
  });
  afterAll(async () => {
    await locker.end();
    await desk.close();
  });

  const admin = () => ({ token: desk.admin.token });
  const MOVE: Act = ({ person, bookingId }) =>
    desk.change(bookingId, { date: desk.date, time: '11:00' }, person);
  const BOOKINGS: [string, Act][] = [
    ['a move', MOVE],
    ['a booking', ({ person }) => desk.book({ time: '10:00' }, person)],
  ];
  const OTHERS: [string, Act][] = [
    ['the end of the account', ({ person }) => desk.app.delete('users/me', { token: person.token })],
    [
      'a name of the account',
      ({ person }) => desk.app.patch('users/me', { name: 'Al' }, { token: person.token }),
    ],
    ['a name by an admin', ({ person }) => desk.app.patch(`users/${person.id}`, { name: 'Al' }, admin())],
    [
      'a name on a condition',
      ({ person }) =>
        desk.app.patch('users/me', { name: 'Al' }, { token: person.token, headers: { 'if-match': '*' } }),
    ],
    [
      'the end of the account on a condition',
      ({ person }) => desk.app.delete('users/me', { token: person.token, headers: { 'if-match': '*' } }),
    ],
    ['a proof of the address', ({ person }) => prove(person)],
    ['the end of the client', ({ clientId }) => desk.app.delete(`clients/${clientId}`, admin())],
    [
      'a merge of the client',
      async ({ clientId }) => {
        const { body } = await desk.app.post('clients', { name: 'Al' }, admin());
        return desk.app.post(`clients/${clientId}/merge`, { intoId: body.id }, admin());
      },
    ],
  ];
  const prove = (person: Person) => {
    jest.spyOn(desk.app.app.get(MailQueue), 'use').mockResolvedValueOnce(person.id);
    return desk.app.post('auth/verify-email', { token: 'of a mail' });
  };
  const PAIRS = BOOKINGS.flatMap(([one, book]) => OTHERS.map(([other, act]) => ({ one, other, book, act })));

  it.each(PAIRS)('$one, and $other, do not wait for each other', async ({ book, act }) => {
    const [first, second] = await queued('barbers', book, act);
    expect(Math.floor(first.status / 100)).toBe(2);
    expect(Math.floor(second.status / 100)).toBe(2);
  });

  it.each(OTHERS)('%s and then a move do not wait for each other', async (_, act) => {
    const [first, second] = await queued('clients', act, MOVE);
    expect(Math.floor(first.status / 100)).toBe(2);
    expect([200, 401, 404]).toContain(second.status);
  });

  it.each([
    ['a preview', '?preview=true', {}] as const,
    ['a request with a key', '', { 'idempotency-key': 'day' }] as const,
  ])('a walk-in, and %s that hands a day over, do not wait for each other', async (_, query, headers) => {
    const { locationId, serviceId, barberIds } = desk.shop;
    const [from, first] = barberIds as [number, number];
    const { body: last } = await desk.app.post('barbers', { name: 'Last', locationId }, admin());
    const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows: [{ start: '09:00', end: '12:00' }] }));
    await desk.app.put(`barbers/${last.id}/availability`, { weekly }, admin());
    const date = desk.nextDay();
    // Their day goes to the last barber, and then to the first.
    for (const time of ['09:00', '10:00']) await desk.book({ time }, await desk.app.signUp());
    await desk.book({ time: '10:00', barberId: last.id }, await desk.app.signUp());
    const [walkIn, handover] = await behind(
      ['barbers', first],
      async () => desk.app.post('bookings/walk-in', { locationId, serviceId, override: ['hours'] }, admin()),
      async () => desk.app.post(`barbers/${from}/reassign-day${query}`, { date }, { ...admin(), headers }),
    );
    expect([walkIn.status, handover.status]).toEqual([201, 200]);
    await desk.app.patch(`barbers/${last.id}`, { active: false }, admin());
  });

  /** {@link behind} a lock on the barber or the client of a visit. */
  async function queued(held: 'barbers' | 'clients', one: Act, other: Act) {
    desk.nextDay();
    const person = await desk.app.signUp();
    const { body: booked } = await desk.book({}, person);
    const visit: Visit = { person, bookingId: booked.id, clientId: booked.client?.id as number };
    const id = held === 'barbers' ? booked.barberId : visit.clientId;
    return behind(
      [held, id],
      async () => one(visit),
      async () => other(visit),
    );
  }

  /** Runs both while a lock on a row makes them wait, and then both to their end, neither a second time. */
  async function behind<Answer>(
    [held, id]: [table: 'barbers' | 'clients', id: number],
    one: () => Promise<Answer>,
    other: () => Promise<Answer>,
  ) {
    // Units of work that were begun, repetitions after a deadlock among them.
    const attempts = jest.spyOn(
      UnitOfWork.prototype as unknown as { attempt: () => Promise<unknown> },
      'attempt',
    );
    await locker.query('BEGIN');
    await locker.query(`SELECT FROM ${held} WHERE id = $1 FOR UPDATE`, [id]);
    const first = one();
    await until(async () => (await waitingForLocks(desk.app.database)) === 1);
    const second = other();
    await until(async () => (await waitingForLocks(desk.app.database)) === 2);
    const begun = attempts.mock.calls.length;
    await locker.query('ROLLBACK');
    const answers = [await first, await second] as const;
    expect(attempts).toHaveBeenCalledTimes(begun);
    attempts.mockRestore();
    return answers;
  }
});
