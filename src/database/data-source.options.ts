import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { MINUTE_MS, SECOND_MS } from '../time/durations.js';
import { PatientPool } from './patient.pool.js';
import { onConnect, PooledClient } from './pooled.client.js';

// Counts and outbox ids stay far below 2^53, so numbers can hold them. A date is a calendar day, not an instant: keep it as text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);

const WAIT_MS = 2 * SECOND_MS;
/** Longer than the pauses between what an idle instance asks, so that it does not connect anew each time. */
const IDLE_MS = MINUTE_MS;

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
    driver: { ...pg, Pool: PatientPool },
    extra: {
      Client: PooledClient,
      waitMs: WAIT_MS,
      idleTimeoutMillis: IDLE_MS,
      connectMs: WAIT_MS,
      onConnect: onConnect(settings.statementTimeoutMs),
      keepAlive: true,
      // The server may be frozen or gone without closing the connection: give up a statement that is not answered.
      answerMs: settings.statementTimeoutMs === 0 ? undefined : settings.statementTimeoutMs + SECOND_MS,
    },
  };
}
