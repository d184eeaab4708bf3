import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { PooledClient } from './pooled.client.js';

// Counts and outbox ids stay far below 2^53, and a date is a day of some calendar, not an instant.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);

export interface DatabaseSettings {
  readonly url: string;
  readonly poolSize: number;
  /** A statement that runs longer is cancelled by the server; 0: never. */
  readonly statementTimeoutMs: number;
  readonly onPoolError: (error: unknown) => void;
}

/** How every connection pool of the application is made. Entities are registered by the modules that own them. */
export function dataSourceOptions(
  settings: DatabaseSettings,
): Extract<DataSourceOptions, { type: 'postgres' }> {
  return {
    type: 'postgres',
    url: settings.url,
    synchronize: false,
    logging: false,
    poolSize: settings.poolSize,
    poolErrorHandler: settings.onPoolError,
    applicationName: 'bookedbarber',
    extra: {
      Client: PooledClient,
      connectionTimeoutMillis: 2000,
      statement_timeout: settings.statementTimeoutMs,
      keepAlive: true,
      // The server may be frozen or gone without a word: a statement that nobody answers is given up.
      query_timeout: settings.statementTimeoutMs === 0 ? 0 : settings.statementTimeoutMs + 1000,
    },
  };
}
