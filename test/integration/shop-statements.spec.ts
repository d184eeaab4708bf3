import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { AvailabilityService } from '../../src/booking/barbers/availability.service.js';
import { ScheduleService } from '../../src/booking/barbers/schedule.service.js';
import { BookingSettingsService } from '../../src/booking/settings/booking-settings.service.js';
import { BusinessHoursService } from '../../src/booking/settings/business-hours.service.js';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';

/** Records the statements run inside it, without those of pollers that run at the same time. */
const statements = new AsyncLocalStorage<string[]>();
let test: TestApp;

beforeAll(async () => {
  test = await startApp({ CACHE_ENABLED: 'false' });
  const database = test.app.get(Database);
  const query = database.query.bind(database);
  jest.spyOn(database, 'query').mockImplementation((sql, parameters) => {
    statements.getStore()?.push(sql);
    return query(sql, parameters);
  });
  await test.database.query(
    `INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Brooklyn', 'America/New_York')`,
  );
  await test.database.query(`INSERT INTO barbers (location_id, name) VALUES (1, 'Maya')`);
});
afterAll(() => test.close());

it.each<[string, () => Promise<object>]>([
  ['availability', () => test.app.get(AvailabilityService).get(1, 3)],
  ['schedule', () => test.app.get(ScheduleService).get(1, '2028-01-01', '2028-03-02')],
  ['business hours', () => test.app.get(BusinessHoursService).get(1)],
  ['business hours of the first location', () => test.app.get(BusinessHoursService).get()],
  ['booking settings', () => test.app.get(BookingSettingsService).get(1)],
])('%s: one statement, and an answer that survives JSON', async (_, load) => {
  const seen: string[] = [];
  const answer = await statements.run(seen, load);
  expect(seen).toHaveLength(1);
  expect(JSON.parse(JSON.stringify(answer))).toStrictEqual(answer);
});
