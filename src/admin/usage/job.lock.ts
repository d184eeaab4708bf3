import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** The leave to do a job of the whole fleet, for a time by the database's clock; nobody has to give it back. */
@Injectable()
export class JobLock {
  constructor(private readonly database: Database) {}

  /** `false` while somebody has it. */
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
