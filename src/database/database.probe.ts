import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseSettings } from '../config/settings.js';
import { SECOND_MS } from '../time/durations.js';
import { PollLoop } from '../time/poll-loop.js';
import { DirectConnection } from './direct.connection.js';

const PERIOD_MS = SECOND_MS;

/**
 * Whether PostgreSQL answers, known without waiting: the result is at most about two seconds old. It has a direct
 * connection, because a pool that is busy does not mean that the database is unreachable.
 */
@Injectable()
export class DatabaseProbe implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly connection: DirectConnection;
  private readonly loop = new PollLoop(() => this.check(), PERIOD_MS);
  private failures = 0;
  private answered = false;

  constructor(settings: DatabaseSettings) {
    this.connection = new DirectConnection({
      url: settings.DATABASE_URL ?? '',
      isLent: true,
      name: 'bookedbarber probe',
      timeoutMs: PERIOD_MS,
    });
  }

  get reachable(): boolean {
    return this.answered;
  }

  /** Whether it failed to answer twice in a row; once may mean that this process was suspended. */
  get isLost(): boolean {
    return this.failures > 1;
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
      await this.connection.query('SELECT 1');
      this.answered = true;
      this.failures = 0;
    } catch {
      this.answered = false;
      this.failures++;
    }
  }
}
