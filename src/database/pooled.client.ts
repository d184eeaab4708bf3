import type pg from 'pg';
import { PatientClient, type PatientClientConfig } from './patient.client.js';
import { applySettings, type SessionSettings } from './session.settings.js';

/**
 * A client that always has an error listener. A connection may die while it passes from the pool to TypeORM, when
 * neither listens; an unhandled error event would end the process. The user of the connection gets the error from the
 * next statement.
 */
export class PooledClient extends PatientClient {
  /** Whether each transaction may run in another session, where named statements and settings of the session are not known. */
  isLent = true;

  constructor(config?: PatientClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/** What a pool does with each new connection, before its first use. @param statementTimeoutMs 0: no limit */
export function onConnect(statementTimeoutMs: number): (client: pg.ClientBase) => Promise<void> {
  const settings: SessionSettings = {
    statement_timeout: String(statementTimeoutMs),
    // A provider may set it; the pool decides for how long it keeps connections.
    idle_session_timeout: '0',
  };
  return async (client) => {
    const isLent = await applySettings(client, settings, false);
    if (client instanceof PooledClient) client.isLent = isLent;
  };
}
