import { Injectable } from '@nestjs/common';
import { runUncached } from '../cache/read/load-scope.js';
import { Database } from '../database/database.js';
import { Outbox } from './outbox.js';
import { UnitPublication } from './unit.publication.js';

/** Runs the application's writes: each in one transaction whose changes are published before it resolves. */
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
   * When it resolves, the changes are committed, listeners have handled the domain events, and no read on any instance is
   * older (S1); if the cache did not acknowledge that, reads bypass it until it does (S2). Inside another unit of work it joins
   * that one. A unit that changed nothing waits as long as one that did (ADR 0008).
   * @throws DatabaseUnavailable also when the connection died during COMMIT: then the changes may or may not be
   * committed; if they are, a relay publishes them.
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { currentTransaction } = this.database;
    if (currentTransaction !== undefined) {
      if (this.units.has(currentTransaction)) return work();
      throw new Error('A unit of work must not be started inside another transaction: call it outside.');
    }
    const { result, rows } = await runUncached(() => this.database.transaction(() => this.attempt(work)));
    // @mutant acknowledged-before-forget
    await this.publication.publish(rows);
    return result;
  }

  /**
   * Inside {@link run}: makes the appointment count as changed although no row was. An idempotent replay acknowledges the
   * first write again, and it is not known whether that one was published (rule 9).
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
