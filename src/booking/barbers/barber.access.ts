import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';

interface Owner {
  userId: number | null;
}

/** Access to the data of a barber: for admins and that barber. That a barber exists is public; their schedule is not. */
@Injectable()
export class BarberAccess {
  constructor(private readonly database: Database) {}

  /**
   * Call first in a unit of work. Locks the barber until the unit of work ends, which serialises changes of one barber.
   * @throws Problem `not-found`, or `forbidden` if the caller may not change this barber
   */
  async lockForChange(barberId: number, caller: Caller): Promise<void> {
    // NO KEY: inserted appointments hold KEY SHARE on the row through their foreign key and need not wait.
    const [owner] = await this.database.query<Owner>(
      'SELECT user_id AS "userId" FROM barbers WHERE id = $1 FOR NO KEY UPDATE',
      [barberId],
    );
    if (owner === undefined) throw notFound('barber', barberId);
    if (!isOwn(owner, caller)) throw new Problem('forbidden', 'Barbers may change only their own data.');
  }

  /**
   * For data that only admins and that barber may see. Runs no statement for admins.
   * @throws Problem `not-found` if the barber does not exist, and if the caller is another person
   */
  async assertMayWatch(barberId: number, caller: Caller): Promise<void> {
    if (caller.role === 'admin') return;
    const [owner] = await this.database.query<Owner>(
      'SELECT user_id AS "userId" FROM barbers WHERE id = $1',
      [barberId],
    );
    if (owner === undefined || !isOwn(owner, caller)) throw notFound('barber', barberId);
  }
}

function isOwn({ userId }: Owner, { id, role }: Caller): boolean {
  return role === 'admin' || (role === 'barber' && userId === id);
}
