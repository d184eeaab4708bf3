import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';

interface Owner {
  userId: number | null;
}

/** What is a barber's own: admins and he himself may touch it. That he exists is public; what he does all day is not. */
@Injectable()
export class BarberAccess {
  constructor(private readonly database: Database) {}

  /**
   * Inside a unit of work, first: the barber stays locked until its end, so that changes of one barber follow each other.
   * @throws Problem `not-found`, or `forbidden` when he is not the caller's to change
   */
  async lockForChange(barberId: number, caller: Caller): Promise<void> {
    // NO KEY: bookings hold KEY SHARE on the row by their foreign key and have no reason to wait.
    const [owner] = await this.database.query<Owner>(
      'SELECT user_id AS "userId" FROM barbers WHERE id = $1 FOR NO KEY UPDATE',
      [barberId],
    );
    if (owner === undefined) throw notFound('barber', barberId);
    if (!isHis(owner, caller)) throw new Problem('forbidden', 'A barber may change only what is his own.');
  }

  /**
   * For what only admins and the barber himself may know of. No statement for admins.
   * @throws Problem `not-found`, whether he does not exist or is not the caller
   */
  async assertMayWatch(barberId: number, caller: Caller): Promise<void> {
    if (caller.role === 'admin') return;
    const [owner] = await this.database.query<Owner>(
      'SELECT user_id AS "userId" FROM barbers WHERE id = $1',
      [barberId],
    );
    if (owner === undefined || !isHis(owner, caller)) throw notFound('barber', barberId);
  }
}

function isHis({ userId }: Owner, { id, role }: Caller): boolean {
  return role === 'admin' || (role === 'barber' && userId === id);
}
