import { createHash } from 'node:crypto';
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

  /**
   * Rows of a statement that the session plans once, under a name that stands for its text. A session that is lent may know another text,
   * or none, by that name: it plans each time.
   */
  async prepared<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const query = { text, values: [...values], ...(this.isLent ? {} : { name: nameOf(text) }) };
    return (await this.query(query)).rows as Row[];
  }
}

/** By text. They are few: the texts of the program. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = createHash('sha256').update(text).digest('base64url')));
  return name;
}

/** What a pool does with each new connection, before its first use. @param statementTimeoutMs 0: no limit */
export function onConnect(
  statementTimeoutMs: number,
  more: SessionSettings = {},
): (client: pg.ClientBase) => Promise<void> {
  const settings: SessionSettings = {
    statement_timeout: String(statementTimeoutMs),
    // A provider may set it; the pool decides for how long it keeps connections.
    idle_session_timeout: '0',
    ...more,
  };
  return async (client) => {
    const isLent = await applySettings(client, settings, false);
    if (client instanceof PooledClient) client.isLent = isLent;
  };
}
