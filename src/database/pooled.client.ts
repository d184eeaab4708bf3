import { hash } from 'node:crypto';
import type pg from 'pg';
import { isOutdatedPlan } from './database.errors.js';
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
  /** Part of the names, which changes when the session refuses what it has prepared under the earlier ones. */
  private edition = 0;

  constructor(config?: PatientClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }

  /**
   * Rows of a statement that the session plans once, under a name that stands for its text. A session that is lent may know another text,
   * or none, by that name: it plans each time. After a change of its result's types, by ALTER TABLE, the statement is prepared anew.
   */
  async prepared<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const send = async () => {
      const name = this.isLent ? undefined : `${nameOf(text)}${this.edition}`;
      return (await this.query({ text, values: [...values], name })).rows as Row[];
    };
    try {
      return await send();
    } catch (error) {
      if (!isOutdatedPlan(error)) throw error;
      this.edition++;
      // Nothing has run. A transaction cannot go on, and is run again as a whole.
      if (this.getTransactionStatus() !== 'I') throw error;
      return send();
    }
  }
}

/** By text. They are few: the texts of the program. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = hash('sha256', text, 'base64url')));
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
