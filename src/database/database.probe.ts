import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseSettings } from '../config/settings.js';
import { SECOND_MS } from '../time/durations.js';
import { PollLoop } from '../time/poll-loop.js';
import { DatabaseUnavailable, isRefusal } from './database.errors.js';
import { DirectConnection } from './direct.connection.js';

const PERIOD_MS = SECOND_MS / 2;
const TIMEOUT_MS = SECOND_MS;
const QUESTION = `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool AS "isReadOnly"`;

/** `read-only`: it answers and takes no changes, as a standby does. */
export type DatabaseState = 'available' | 'read-only' | 'unavailable';

/**
 * Whether PostgreSQL answers, known without waiting: the result is at most about two seconds old. It has a
 * connection of its own, because a pool that is busy does not mean that the database is unreachable.
 */
@Injectable()
export class DatabaseProbe implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly connection: DirectConnection;
  private readonly loop = new PollLoop(() => this.check(), PERIOD_MS);
  private silences = 0;
  private found: DatabaseState = 'unavailable';

  constructor(settings: DatabaseSettings) {
    this.connection = new DirectConnection({
      url: settings.DATABASE_URL ?? '',
      isLent: true,
      name: 'bookedbarber probe',
      timeoutMs: TIMEOUT_MS,
      onConnected: async () => void this.loop.runNow().catch(() => undefined),
    });
  }

  get state(): DatabaseState {
    return this.found;
  }

  /**
   * Whether it failed to answer twice in a row; once may mean that this process was suspended. A server that refuses the probe's
   * connection answers: the pool's connections may be usable.
   */
  get isLost(): boolean {
    return this.silences > 1;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connection.open();
    await this.loop.runNow();
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.connection.close();
  }

  private async check(): Promise<void> {
    try {
      const [row] = await this.connection.query<{ isReadOnly: boolean }>(QUESTION);
      this.found = row?.isReadOnly === true ? 'read-only' : 'available';
      this.silences = 0;
    } catch (error) {
      this.found = 'unavailable';
      const isAnswer = error instanceof DatabaseUnavailable && isRefusal(error.cause);
      this.silences = isAnswer ? 0 : this.silences + 1;
    }
  }
}
