import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { SECOND_MS } from '../time/durations.js';

const PERIOD_MS = SECOND_MS;

/**
 * Whether PostgreSQL answers, as of at most about two seconds ago. Health endpoints read it without waiting.
 *
 * It uses a connection of its own, because a busy pool does not mean that the database is away.
 */
@Injectable()
export class DatabaseProbe implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly pool: pg.Pool;
  private timer: NodeJS.Timeout | undefined;
  private asking = false;
  private answered = false;
  private failures = 0;

  constructor(dataSource: DataSource) {
    const { url } = dataSource.options as { url?: string };
    this.pool = new pg.Pool({
      ...(url === undefined ? {} : { connectionString: url }),
      max: 1,
      connectionTimeoutMillis: PERIOD_MS,
      query_timeout: PERIOD_MS,
      application_name: 'bookedbarber-probe',
    });
    // The next query notices an idle connection that died.
    this.pool.on('error', () => undefined);
  }

  get reachable(): boolean {
    return this.answered;
  }

  /** Whether it failed to answer twice in a row: a single failure may mean that this process was stalled. */
  get isLost(): boolean {
    return this.failures > 1;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.ask();
    this.timer = setInterval(() => void this.ask(), PERIOD_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.pool.end();
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      await this.pool.query('SELECT 1');
      this.answered = true;
      this.failures = 0;
    } catch {
      this.answered = false;
      this.failures++;
    } finally {
      this.asking = false;
    }
  }
}
