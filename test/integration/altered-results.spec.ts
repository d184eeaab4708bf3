import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop } from '../support/shop.js';

const CONNECTIONS = 10;
const SQL =
  'SELECT name, (SELECT timezone FROM locations WHERE pg_sleep($1) IS NOT NULL LIMIT 1) FROM services';

describe('statements that each connection has prepared', () => {
  let app: TestApp;
  let database: Database;

  beforeAll(async () => {
    app = await startApp({ CACHE_ENABLED: 'false', DATABASE_POOL_SIZE: String(CONNECTIONS) });
    await createShop(app.database);
    database = app.app.get(Database);
  });
  afterAll(() => app.close());

  const onEach = async <Row>(ask: () => Promise<Row>) =>
    Promise.all(Array.from({ length: CONNECTIONS }, () => ask()));
  const alter = (type: string) => app.database.query(`ALTER TABLE services ALTER COLUMN name TYPE ${type}`);

  it('go on after the type of a column that they return was changed, also twice', async () => {
    const read = () => database.prepared(SQL, [0.05]);
    const before = await onEach(read);
    for (const type of ['varchar(200)', 'text']) {
      await alter(type);
      expect(await onEach(read)).toEqual(before);
    }
  });

  it('go on within transactions', async () => {
    const read = () => database.transaction(() => database.prepared(SQL, [0.05]));
    const before = await onEach(read);
    await alter('varchar(200)');
    expect(await onEach(read)).toEqual(before);
  });
});
