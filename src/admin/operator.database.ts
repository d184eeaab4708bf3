import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { DatabaseProbe } from '../health/database.probe.js';

/** Enough for every query of the operator's pages, and short enough to report a database that hangs. */
const PATIENCE_MS = 2500;

/**
 * Database access for the operator's pages: if the database hangs, it fails within seconds instead of waiting for the
 * statement timeout.
 */
@Injectable()
export class OperatorDatabase {
  constructor(
    private readonly database: Database,
    private readonly probe: DatabaseProbe,
  ) {}

  /** As {@link Database.query}. @throws DatabaseUnavailable at once while PostgreSQL is known to be away, else within 2.5 s */
  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.patiently(() => this.database.query<Row>(sql, parameters));
  }

  /** Runs `work` with a time limit. @throws DatabaseUnavailable as {@link query} does; the work itself goes on */
  async patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.probe.isLost)
      throw new DatabaseUnavailable(new Error('The health probe gets no answer from PostgreSQL'));
    const ended = new AbortController();
    const answer = work().finally(() => ended.abort());
    const patience = sleep(PATIENCE_MS, undefined, { ref: false, signal: ended.signal }).then(
      () => {
        throw new DatabaseUnavailable(new Error(`PostgreSQL did not answer within ${PATIENCE_MS} ms`));
      },
      // The answer arrived first and settles the race.
      () => answer,
    );
    return Promise.race([answer, patience]);
  }
}
