import pg from 'pg';
import { DataSource } from 'typeorm';
import { ShopCalendar } from '../src/booking/slots/shop-calendar.js';
import { Env } from '../src/config/env.js';
import { dataSourceOptions } from '../src/database/data-source.options.js';
import { Database } from '../src/database/database.js';
import { DatabaseProbe } from '../src/database/database.probe.js';
import { openScratchDatabase } from './scratch-database.js';
import { benchBuilding } from './slots.building.js';
import { fill } from './slots.fill.js';
import { benchStatement } from './slots.statement.js';
import { report } from './report.js';

const SIZES: Readonly<Record<string, number>> = { '100k': 100_000, '1m': 1_000_000, '10m': 10_000_000 };

/**
 * Measures a day's slots without a cache: the statement against a bare index scan of its busy rows, and the building of the
 * lists. `--rows 100k|1m|10m`, default 1m.
 */
export async function benchSlots(options: readonly string[]): Promise<void> {
  const size = options.includes('--rows') ? (options[options.indexOf('--rows') + 1] ?? '') : '1m';
  const rows = SIZES[size];
  if (rows === undefined) throw new Error(`--rows takes ${Object.keys(SIZES).join(', ')}.`);
  const scratch = await openScratchDatabase();
  const client = new pg.Client({ connectionString: scratch.url });
  const dataSource = new DataSource(
    dataSourceOptions({ url: scratch.url, poolSize: 1, statementTimeoutMs: 0, onPoolError: console.error }),
  );
  try {
    await client.connect();
    await dataSource.initialize();
    console.error(`Filling ${rows.toLocaleString('en')} appointments …`);
    await fill(client, rows);
    const [version] = (await client.query<{ server_version: string }>('SHOW server_version')).rows;
    report(
      `${rows.toLocaleString('en')} appointments; PostgreSQL ${version?.server_version}, ${scratch.server}.\n`,
    );
    const calendar = new ShopCalendar(new Database(dataSource, new DatabaseProbe(new Env()), new Env()));
    await benchStatement(client, calendar);
    await benchBuilding(calendar);
  } finally {
    await dataSource.destroy();
    await client.end();
    await scratch.close();
  }
}
