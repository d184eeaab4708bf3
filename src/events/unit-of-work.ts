import { Injectable } from '@nestjs/common';
import { runUncached } from '../cache/read/load-scope.js';
import { Database } from '../database/database.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { ANNOUNCE_UNIT, Outbox } from './outbox.js';
import type { OutboxRow } from './outbox.row.js';
import { UnitPublication } from './unit.publication.js';

/** Runs the application's writes: each in one transaction whose changes are published before it resolves. */
@Injectable()
export class UnitOfWork {
  private readonly units = new WeakSet<object>();
  private readonly checks: (() => Promise<void>)[] = [];
  private readonly observers: ((rows: readonly OutboxRow[]) => Promise<void>)[] = [];
  private readonly afterwards = new WeakMap<object, (() => void)[]>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly publication: UnitPublication,
  ) {}

  /**
   * Runs `observer` with the rows of every unit of work when it is complete, in its transaction and before the checks, so that what it
   * writes is committed with them. It must not write to a watched table.
   */
  onChanges(observer: (rows: readonly OutboxRow[]) => Promise<void>): void {
    this.observers.push(observer);
  }

  /** Runs `check` at the end of every unit of work, in its transaction; if it throws, nothing is committed. */
  beforeCommit(check: () => Promise<void>): void {
    this.checks.push(check);
  }

  /** Runs `action` when the present unit of work has committed; at once outside of one. It must not throw. */
  onceCommitted(action: () => void): void {
    const { currentTransaction } = this.database;
    const actions = currentTransaction && this.afterwards.get(currentTransaction);
    if (actions === undefined) action();
    else actions.push(action);
  }

  /**
   * Runs `work` in a transaction (again after a deadlock, so without effects outside the database) and past the cache.
   * When it resolves, the changes are committed, listeners have handled the domain events, and no read on any instance is
   * older (S1); if the cache did not acknowledge that, reads bypass it until it does (S2). Inside another unit of work it joins
   * that one. A unit that changed nothing waits as long as one that did, and so does one that throws: whatever it answers may
   * reveal changes that others are still publishing (rule 24).
   * @throws DatabaseUnavailable also when the connection died during COMMIT, or before the changes were published: then they may or may
   * not be committed; if they are, a relay publishes them (rule 34).
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { currentTransaction } = this.database;
    if (currentTransaction !== undefined) {
      if (this.units.has(currentTransaction)) return work();
      throw new Error('A unit of work must not be started inside another transaction: call it outside.');
    }
    const { result, rows, actions } = await this.committed(work);
    for (const action of actions) action();
    // @mutant acknowledged-before-forget
    await this.publication.publish(rows);
    return result;
  }

  /** A refusal reveals committed changes, which may be under way still: it is thrown when they are published (rule 24). */
  private async committed<Result>(work: () => Promise<Result>) {
    try {
      return await runUncached(() =>
        this.database.transaction(() => this.attempt(work), { first: ANNOUNCE_UNIT }),
      );
    } catch (error) {
      // @mutant refused-before-forget
      if (!(error instanceof DatabaseUnavailable)) await this.publication.publish([]);
      throw error;
    }
  }

  private async attempt<Result>(work: () => Promise<Result>) {
    const actions: (() => void)[] = [];
    this.units.add(this.database.currentTransaction as object);
    this.afterwards.set(this.database.currentTransaction as object, actions);
    const result = await work();
    const rows = await this.outbox.ofThisTransaction();
    for (const observer of this.observers) await observer(rows);
    for (const check of this.checks) await check();
    return { result, rows, actions };
  }
}
