import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { MailQueue } from '../../src/auth/mail/mail.queue.js';
import { UnitOfWork } from '../../src/events/unit-of-work.js';
import { FrontDesk, type Person } from '../support/front-desk.js';
import { until } from '../support/until.js';

/** A client with an account, and an appointment of theirs. */
interface Visit {
  readonly person: Person;
  readonly clientId: number;
  readonly bookingId: number;
}

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
  const BOOKINGS: [string, (visit: Visit) => Promise<{ status: number }>][] = [
    ['a move', ({ person, bookingId }) => desk.change(bookingId, { date: desk.date, time: '11:00' }, person)],
    ['a booking', ({ person }) => desk.book({ time: '10:00' }, person)],
  ];
  const OTHERS: [string, (visit: Visit) => Promise<{ status: number }>][] = [
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
    desk.nextDay();
    const person = await desk.app.signUp();
    const { body: booked } = await desk.book({}, person);
    const visit: Visit = { person, bookingId: booked.id, clientId: booked.client?.id as number };
    const attempts = spyOnAttempts();
    await locker.query('BEGIN');
    await locker.query('SELECT FROM barbers WHERE id = $1 FOR UPDATE', [booked.barberId]);
    const first = book(visit);
    await until(async () => (await waiting()) === 1);
    const second = act(visit);
    await until(async () => (await waiting()) === 2);
    const begun = attempts.mock.calls.length;
    await locker.query('ROLLBACK');
    expect(Math.floor((await first).status / 100)).toBe(2);
    expect(Math.floor((await second).status / 100)).toBe(2);
    expect(attempts).toHaveBeenCalledTimes(begun);
    attempts.mockRestore();
  });

  it.each(OTHERS)('%s and then a move do not wait for each other', async (_, act) => {
    desk.nextDay();
    const person = await desk.app.signUp();
    const { body: booked } = await desk.book({}, person);
    const visit: Visit = { person, bookingId: booked.id, clientId: booked.client?.id as number };
    const attempts = spyOnAttempts();
    await locker.query('BEGIN');
    await locker.query('SELECT FROM clients WHERE id = $1 FOR UPDATE', [visit.clientId]);
    const first = act(visit);
    await until(async () => (await waiting()) === 1);
    const second = desk.change(visit.bookingId, { date: desk.date, time: '11:00' }, person);
    await until(async () => (await waiting()) === 2);
    const begun = attempts.mock.calls.length;
    await locker.query('ROLLBACK');
    expect(Math.floor((await first).status / 100)).toBe(2);
    expect([200, 401, 404]).toContain((await second).status);
    expect(attempts).toHaveBeenCalledTimes(begun);
    attempts.mockRestore();
  });

  /** How often units of work were begun, repetitions after a deadlock among them. */
  const spyOnAttempts = () =>
    jest.spyOn(UnitOfWork.prototype as unknown as { attempt: () => Promise<unknown> }, 'attempt');

  async function waiting(): Promise<number> {
    const rows = await desk.app.database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length;
  }
});
