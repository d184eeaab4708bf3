import type pg from 'pg';
import { SECOND_MS } from '../time/durations.js';
import {
  DatabaseReadOnly,
  DatabaseUnavailable,
  isConnectionError,
  isReadOnlyError,
} from './database.errors.js';
import { PatientClient } from './patient.client.js';
import { applySettings } from './session.settings.js';

const RETRY_MS = 250;
const CONNECT_MS = SECOND_MS;
const TIMEOUT_MS = 1.5 * SECOND_MS;
const SETTINGS = {
  // A frozen process must not keep rows locked.
  idle_in_transaction_session_timeout: '2000',
  idle_session_timeout: '0',
  // What the cache notes need not outlive a failover, which begins a new generation, and must not wait for a standby that is away.
  synchronous_commit: 'local',
};

/** Rows of one parameterised statement (`$1`, `$2`, …). */
export type DirectQuery = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

export interface DirectConnectionOptions {
  readonly url: string;
  /** Whether a pooler may lend the connection another session for each statement; default: no. */
  readonly isLent?: boolean;
  /** Application name, as `pg_stat_activity` shows it. */
  readonly name: string;
  /** Called after each connect, before any other statement, for LISTEN and the like. If it throws, the connection is closed. */
  readonly onConnected?: (query: DirectQuery) => Promise<void>;
  /** If a statement is not answered within this time, the connection counts as dead and is replaced; default: 1.5 s. */
  readonly timeoutMs?: number;
  /** Called once each time the connection is lost. */
  readonly onLost?: (cause: unknown) => void;
  readonly onNotification?: (payload: string) => void;
}

/**
 * One connection outside the pool, for features bound to a session (LISTEN, advisory locks) and for statements that
 * must work when the pool is exhausted. Once opened, it reconnects until closed. It belongs to one component, which
 * sends its statements sequentially.
 */
export class DirectConnection {
  private client: PatientClient | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;
  private lastCause: unknown;
  /** Whether the owner has been notified of the loss. */
  private isLossReported = false;

  constructor(private readonly options: DirectConnectionOptions) {}

  /** Resolves after the first attempt, whether or not it succeeded. */
  async open(): Promise<void> {
    if (this.closed) return;
    const timeoutMs = this.options.timeoutMs ?? TIMEOUT_MS;
    const client = new PatientClient({
      connectionString: this.options.url,
      application_name: this.options.name,
      connectMs: CONNECT_MS,
      answerMs: timeoutMs,
      keepAlive: true,
    });
    client.on('error', (error) => this.lose(client, error));
    client.on('end', () => this.lose(client, new Error('Connection terminated')));
    client.on('notification', ({ payload }) => this.options.onNotification?.(payload ?? ''));
    this.client = client;
    try {
      await client.connect();
      await applySettings(
        client,
        { ...SETTINGS, statement_timeout: String(timeoutMs) },
        !this.options.isLent,
      );
      await this.options.onConnected?.((sql, parameters) => this.run(client, sql, parameters));
      this.isLossReported = false;
    } catch (error) {
      this.lose(client, error);
    }
  }

  /** Connects at once if the connection was lost; resolves after the attempt, as {@link open}. */
  async reopen(): Promise<void> {
    if (this.client !== undefined) return;
    clearTimeout(this.retry);
    await this.open();
  }

  /** Replaces the connection: a session keeps the settings of its role and database for as long as it lives. */
  async renew(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    client?.connection.stream.destroy();
    clearTimeout(this.retry);
    await this.open();
  }

  /** Rows of one parameterised statement. @throws DatabaseUnavailable when the connection is not there or dies. */
  readonly query: DirectQuery = async (sql, parameters = []) => {
    if (this.client === undefined)
      throw new DatabaseUnavailable(this.lastCause ?? new Error('Not connected'));
    return this.run(this.client, sql, parameters);
  };

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    const { client } = this;
    this.client = undefined;
    await client?.close();
  }

  private async run<Row>(client: pg.Client, sql: string, parameters?: readonly unknown[]): Promise<Row[]> {
    try {
      return (await client.query(sql, parameters as unknown[])).rows as Row[];
    } catch (error) {
      const isReadOnly = isReadOnlyError(error);
      if (!isReadOnly && !isConnectionError(error)) throw error;
      this.lose(client, error);
      throw isReadOnly ? new DatabaseReadOnly(error) : new DatabaseUnavailable(error);
    }
  }

  private lose(client: pg.Client, cause: unknown): void {
    if (this.client !== client) return;
    this.lastCause = cause;
    this.client = undefined;
    client.connection.stream.destroy();
    if (!this.isLossReported) this.options.onLost?.(cause);
    this.isLossReported = true;
    this.retry = setTimeout(() => void this.open(), RETRY_MS);
  }
}
