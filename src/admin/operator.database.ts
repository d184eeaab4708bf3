import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { DatabaseProbe } from '../health/database.probe.js';

/** Enough for any page of an operator's, and little enough for one who wants to know why nothing answers. */
const PATIENCE_MS = 2500;

/**
 * The database for whoever looks after it: where it hangs, he is told so within seconds, and not when the statement itself
 * is given up.
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

  /** What `work` with the database comes to. @throws DatabaseUnavailable as {@link query} does; the work itself goes on */
  async patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.probe.isLost) throw new DatabaseUnavailable(new Error('The probe gets no answer'));
    const ended = new AbortController();
    const answer = work().finally(() => ended.abort());
    const patience = sleep(PATIENCE_MS, undefined, { ref: false, signal: ended.signal }).then(
      () => {
        throw new DatabaseUnavailable(new Error(`No answer within ${PATIENCE_MS} ms`));
      },
      // The answer was there first; it alone settles the race.
      () => answer,
    );
    return Promise.race([answer, patience]);
  }
}
