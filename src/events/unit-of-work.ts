import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** The application's writes: each runs in one transaction whose changes are published before it is answered. */
@Injectable()
export class UnitOfWork {
  constructor(private readonly database: Database) {}

  /** Runs `work` in a transaction (again after a deadlock, so without effects outside the database). */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.database.transaction(async () => {
      await this.database.query(`SELECT set_config('bookedbarber.unit_of_work', 'on', true)`);
      return work();
    });
  }
}
