import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** Fleet-wide, time-limited lock for a job, on the clock of the database. It expires by itself. */
@Injectable()
export class JobLock {
  constructor(private readonly database: Database) {}

  /** `false` while another instance holds the lock. The table's name is from when this was called a lease. */
  async take(job: string, forMs: number): Promise<boolean> {
    const taken = await this.database.query(
      `INSERT INTO cache_leases (job, held_until) VALUES ($1, now() + $2 * interval '1 millisecond')
       ON CONFLICT (job) DO UPDATE SET held_until = excluded.held_until WHERE cache_leases.held_until <= now()
       RETURNING job`,
      [job, forMs],
    );
    return taken.length > 0;
  }
}
