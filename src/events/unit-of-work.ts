import { Injectable } from '@nestjs/common';
import { runUncached } from '../cache/read/load-scope.js';
import { Database } from '../database/database.js';
import { Outbox } from './outbox.js';
import { UnitPublication } from './unit.publication.js';

/** The application's writes: each runs in one transaction whose changes are published before it is answered. */
@Injectable()
export class UnitOfWork {
  private readonly units = new WeakSet<object>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly publication: UnitPublication,
  ) {}

  /**
   * Runs `work` in a transaction (again after a deadlock, so without effects outside the database) and past the cache.
   * When it resolves, whatever `work` changed is committed, its domain events have been heard, and no read on any instance
   * is older (S1), or, where the cache did not confirm that, reads bypass it until it has (S2). Inside another unit it is
   * part of that one. What changed nothing is acknowledged as late as what did (ADR 0008).
   * @throws DatabaseUnavailable also when the connection died during COMMIT: then the changes may or may not be there,
   * and if they are, a relay publishes them.
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { currentTransaction } = this.database;
    if (currentTransaction !== undefined) {
      if (this.units.has(currentTransaction)) return work();
      throw new Error('A unit of work begins its own transaction.');
    }
    const { result, rows } = await runUncached(() => this.database.transaction(() => this.attempt(work)));
    // @mutant acknowledged-before-forget
    await this.publication.publish(rows);
    return result;
  }

  /**
   * Inside {@link run}: makes the appointment count as changed although no row was. An idempotent replay acknowledges the
   * first write again, of which nobody knows whether it was published (rule 9).
   */
  async republishAppointment(id: number): Promise<void> {
    await this.outbox.republishAppointment(id);
  }

  private async attempt<Result>(work: () => Promise<Result>) {
    this.units.add(this.database.currentTransaction as object);
    await this.outbox.announceUnit();
    const result = await work();
    return { result, rows: await this.outbox.ofThisTransaction() };
  }
}
