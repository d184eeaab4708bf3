import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { SECOND_MS } from '../time/durations.js';

const PERIOD_MS = SECOND_MS;

/**
 * The last word on whether PostgreSQL answers, at most about two seconds old. Probes read it and wait for nothing.
 *
 * It asks over a connection of its own: a pool that is busy is not a database that is away.
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
    // An idle connection that dies is noticed by the next question.
    this.pool.on('error', () => undefined);
  }

  get reachable(): boolean {
    return this.answered;
  }

  /** Whether it did not answer twice: once may be this process that stood still. */
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
