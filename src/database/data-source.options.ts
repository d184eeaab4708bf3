import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { PooledClient } from './pooled.client.js';

// Counts and outbox ids stay far below 2^53, so numbers can hold them. A date is a calendar day, not an instant: keep it as text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);

export interface ConnectionSettings {
  readonly url: string;
  readonly poolSize: number;
  /** A statement that runs longer is cancelled by the server; 0: never. */
  readonly statementTimeoutMs: number;
  readonly onPoolError: (error: unknown) => void;
}

/** Options for every connection pool of the application. Entities are registered by the modules that own them. */
export function dataSourceOptions(
  settings: ConnectionSettings,
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
      // The server may be frozen or gone without closing the connection: give up a statement that is not answered.
      query_timeout: settings.statementTimeoutMs === 0 ? 0 : settings.statementTimeoutMs + 1000,
    },
  };
}
