import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { type Belonging, extentOf, reaches, type RightName } from '../../auth/rights.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import type { CheckedScope } from '../affected/coverage.service.js';
import { notFound } from '../missing.problem.js';

/** Access to the data of a barber: for the barber and for staff of their location. That a barber exists is public; their schedule is not. */
@Injectable()
export class BarberAccess {
  constructor(private readonly database: Database) {}

  /**
   * Call first in a unit of work. Locks the barber until the unit of work ends, which serialises changes of one barber.
   * @throws Problem `not-found`, or `forbidden` if the caller may not change this barber
   */
  async lockForChange(
    barberId: number,
    caller: Caller,
    right: RightName = 'availability.change',
  ): Promise<Belonging> {
    // NO KEY: inserted appointments hold KEY SHARE on the row through their foreign key and need not wait.
    const [owner] = await this.database.query<Belonging>(
      'SELECT user_id AS "userId", location_id AS "locationId" FROM barbers WHERE id = $1 FOR NO KEY UPDATE',
      [barberId],
    );
    if (owner === undefined) throw notFound('barber', barberId);
    if (reaches(caller, right, owner)) return owner;
    throw new Problem('forbidden', 'This barber is neither you nor at one of your locations.');
  }

  /** Scope of a change of a barber's hours, with the check of {@link lockForChange}. */
  scopeOf(barberId: number, caller: Caller, right?: RightName): CheckedScope {
    return { barberId, check: async () => this.lockForChange(barberId, caller, right) };
  }

  /**
   * For schedules and conflicts. Runs no statement for callers who may see those of all barbers.
   * @throws Problem `not-found` if the barber does not exist, and if the caller may not see their schedule
   */
  async assertMayWatch(barberId: number, caller: Caller): Promise<void> {
    if (!(await this.mayWatch(barberId, caller))) throw notFound('barber', barberId);
  }

  /** Whether {@link assertMayWatch} passes. */
  async mayWatch(barberId: number, caller: Caller): Promise<boolean> {
    if (extentOf(caller.role, 'schedule.read') === 'all') return true;
    const [owner] = await this.database.query<Belonging>(
      'SELECT user_id AS "userId", location_id AS "locationId" FROM barbers WHERE id = $1',
      [barberId],
    );
    return owner !== undefined && reaches(caller, 'schedule.read', owner);
  }
}
