import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConflictsDto } from '../../src/booking/appointments/conflicts.dto.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';

type Person = { id: number; token: string };

/** 2027-11-07 has 25 hours in New York: from 04:00Z to 05:00Z the day after. */
describe('conflicts', () => {
  let app: TestApp;
  let shop: TestShop;
  let [client, staff, admin]: Person[] = [];
  /** By name: each a start, and its blocked range around it. */
  const ids: Record<string, number> = {};
  const APPOINTMENTS: Record<string, [from: string, start: string, end: string, until: string]> = {
    'reaches into the day': [
      '2027-11-07T03:00Z',
      '2027-11-07T03:30Z',
      '2027-11-07T03:50Z',
      '2027-11-07T04:10Z',
    ],
    'in the first 01:30': [
      '2027-11-07T05:30Z',
      '2027-11-07T05:30Z',
      '2027-11-07T06:00Z',
      '2027-11-07T06:00Z',
    ],
    'in the second 01:30': [
      '2027-11-07T06:30Z',
      '2027-11-07T06:30Z',
      '2027-11-07T07:00Z',
      '2027-11-07T07:00Z',
    ],
    'reaches into the next': [
      '2027-11-08T04:40Z',
      '2027-11-08T05:10Z',
      '2027-11-08T05:30Z',
      '2027-11-08T05:30Z',
    ],
    'the next day': ['2027-11-08T06:00Z', '2027-11-08T06:00Z', '2027-11-08T06:30Z', '2027-11-08T06:30Z'],
  };

  beforeAll(async () => {
    app = await startApp();
    shop = await createShop(app.database, { barbers: 2, timezone: 'America/New_York' });
    [client, staff, admin] = await Promise.all([app.signUp(), app.signUp('barber'), app.signUp('admin')]);
    await app.database.query('UPDATE barbers SET user_id = $1 WHERE id = $2', [staff?.id, shop.barberIds[0]]);
    const insert = async (status: string, times: readonly string[]) =>
      app.database.query<{ id: number }>(
        `INSERT INTO appointments (barber_id, service_id, location_id, user_id, timezone, status,
           blocked_from, starts_at, ends_at, blocked_until)
         VALUES ($1, $2, $3, $4, 'UTC', $5, $6, $7, $8, $9) RETURNING id`,
        [shop.barberIds[0], shop.serviceId, shop.locationId, client?.id, status, ...times],
      );
    for (const [name, times] of Object.entries(APPOINTMENTS)) {
      ids[name] = (await insert('confirmed', times))[0]?.id ?? 0;
    }
    await insert('cancelled', APPOINTMENTS['in the first 01:30'] as string[]);
  });
  afterAll(() => app.close());

  const ask = (query: string, who: Person | undefined = admin) =>
    app.get<ConflictsDto & { code: string }>(`bookings/conflicts?${query}`, { token: who?.token ?? '' });
  const names = async (query: string) => {
    const { status, body } = await ask(`barberId=${shop.barberIds[0]}&${query}`);
    expect(status).toBe(200);
    return body.conflicts.map(({ appointmentId }) =>
      Object.keys(ids).find((name) => ids[name] === appointmentId),
    );
  };

  it('are those whose blocked range touches the shop’s day, by start, without cancelled ones', async () => {
    expect(await names('date=2027-11-07')).toEqual([
      'reaches into the day',
      'in the first 01:30',
      'in the second 01:30',
      'reaches into the next',
    ]);
    expect(await names('date=2027-11-08')).toEqual(['reaches into the next', 'the next day']);
    expect(await names('date=2027-11-09')).toEqual([]);
  });

  it('include the blocked range, in UTC', async () => {
    const { body } = await ask(`barberId=${shop.barberIds[0]}&date=2027-11-06`);
    expect(body).toEqual({
      barberId: shop.barberIds[0],
      date: '2027-11-06',
      conflicts: [
        {
          appointmentId: ids['reaches into the day'],
          startsAt: '2027-11-07T03:30:00.000Z',
          endsAt: '2027-11-07T03:50:00.000Z',
          blockedFrom: '2027-11-07T03:00:00.000Z',
          blockedUntil: '2027-11-07T04:10:00.000Z',
        },
      ],
    });
  });

  it.each([
    ['ends where one begins', '00:10', 80, []],
    ['overlaps by a minute', '00:10', 81, ['in the first 01:30']],
    ['begins where one ends', '00:10', 30, []],
    ['is read on the first of two clocks', '01:30', 30, ['in the first 01:30']],
    ['is of elapsed time', '01:30', 61, ['in the first 01:30', 'in the second 01:30']],
    ['passes midnight', '23:50', 130, ['reaches into the next', 'the next day']],
    ['is a whole day', '12:00', 1440, ['reaches into the next', 'the next day']],
  ])('of an interval that %s', async (_, time, minutes, expected) => {
    expect(await names(`date=2027-11-07&time=${time}&durationMinutes=${minutes}`)).toEqual(expected);
  });

  it('are for admins and that barber', async () => {
    const mine = `barberId=${shop.barberIds[0]}&date=2027-11-07`;
    const anothers = `barberId=${shop.barberIds[1]}&date=2027-11-07`;
    expect((await app.get(`bookings/conflicts?${mine}`)).status).toBe(401);
    expect((await ask(mine, client)).body.code).toBe('forbidden');
    expect((await ask(mine, staff)).status).toBe(200);
    expect((await ask(anothers, staff)).body.code).toBe('not-found');
    expect((await ask('barberId=999999&date=2027-11-07', staff)).body.code).toBe('not-found');
    expect((await ask('barberId=999999&date=2027-11-07')).body.code).toBe('not-found');
    const ofUnknownBarber = 'barberId=999999&date=2027-11-07&time=10:00&durationMinutes=30';
    expect((await ask(ofUnknownBarber)).body.code).toBe('not-found');
  });

  it.each([
    'date=2027-11-07',
    'barberId=1',
    'barberId=x&date=2027-11-07',
    'barberId=1&barberId=2&date=2027-11-07',
    'barberId=1&date=2027-02-29',
    'barberId=1&date=2027-11-07&time=10:00',
    'barberId=1&date=2027-11-07&durationMinutes=30',
    'barberId=1&date=2027-11-07&time=25:00&durationMinutes=30',
    'barberId=1&date=2027-11-07&time=10:00&durationMinutes=0',
    'barberId=1&date=2027-11-07&time=10:00&durationMinutes=1441',
    'barberId=1&date=2027-11-07&colour=red',
  ])('refuse %s', async (query) => {
    const { status, body } = await ask(query);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
  });
});
