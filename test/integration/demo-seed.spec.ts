import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DemoSeed } from '../../src/database/demo/demo-seed.js';
import { startApp, type TestApp } from '../support/app.js';

describe('the demo shop', () => {
  let app: TestApp;
  const count = async (what: string) => {
    const [row] = await app.database.query<{ count: string }>(`SELECT count(*) FROM ${what}`);
    return Number(row?.count);
  };

  beforeAll(async () => {
    app = await startApp();
    const seed = app.app.get(DemoSeed, { strict: false });
    // As two instances that start together.
    await Promise.all([seed.run('no password has this hash'), seed.run('no password has this hash')]);
  });

  afterAll(async () => {
    await app.close();
  });

  it('is made once: two locations in two zones, six barbers, five services', async () => {
    expect(await count('locations')).toBe(2);
    expect(await count('(SELECT DISTINCT timezone FROM locations)')).toBe(2);
    expect(await count('barbers')).toBe(6);
    expect(await count('(SELECT DISTINCT weekly FROM barber_availability)')).toBe(6);
    expect(await count('services')).toBe(5);
    expect(await count('barber_overrides')).toBe(1);
    expect(await count('barber_time_off')).toBe(1);
    expect(await count(`barbers JOIN users ON users.id = user_id WHERE role = 'barber'`)).toBe(1);
  });

  it('has weeks of appointments around today, the past ones over and those to come confirmed', async () => {
    expect(await count('appointments WHERE starts_at < now()')).toBeGreaterThan(100);
    expect(await count('appointments WHERE starts_at > now()')).toBeGreaterThan(100);
    expect(await count(`appointments WHERE (status = 'confirmed') <> (ends_at > now())`)).toBe(0);
    expect(await count(`appointments WHERE user_id IS NULL AND client_id IS NULL`)).toBeGreaterThan(10);
    expect(await count(`appointments WHERE status = 'no_show'`)).toBeGreaterThan(0);
  });

  it('books within the week of the barber and never in time off', async () => {
    const outside = await count(`appointments
      JOIN barber_availability USING (barber_id)
      CROSS JOIN LATERAL (SELECT starts_at AT TIME ZONE timezone AS starts, ends_at AT TIME ZONE timezone AS ends) AS wall
      WHERE NOT EXISTS (
        SELECT FROM jsonb_array_elements(weekly -> (extract(isodow FROM wall.starts)::int - 1)) AS open(hours)
        WHERE wall.starts::date + make_interval(mins => (open.hours->>0)::int) <= wall.starts
          AND wall.starts::date + make_interval(mins => (open.hours->>1)::int) >= wall.ends)`);
    expect(outside).toBe(0);
    const off = await count(`appointments JOIN barber_time_off AS off USING (barber_id)
      WHERE appointments.starts_at < off.ends_at AND appointments.ends_at > off.starts_at`);
    expect(off).toBe(0);
  });

  it('does not change a database that holds any row of a shop', async () => {
    await app.database.query(`UPDATE locations SET name = 'Mine'`);
    await app.app.get(DemoSeed, { strict: false }).run('no password has this hash');
    expect(await count('locations')).toBe(2);
  });
});
