import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { UnitOfWork } from '../events/unit-of-work.js';
import { Problem } from '../http/problem.js';
import { isCurrent, TOKEN_COLUMNS, type TokenState } from './account/token-state.js';
import { RequestCallers } from './request-callers.js';
import type { Caller } from './caller.js';

/**
 * Reads the caller's rights again inside every unit of work, just before it commits: a right that was taken away while the
 * request was under way does not count any more.
 *
 * The account's row is locked until COMMIT, so a change of rights either is seen here or comes after this unit. It is read last:
 * a lock from the beginning would make the one who takes the right away wait for the whole request.
 */
@Injectable()
export class RightsCheck implements OnModuleInit {
  /** Transactions that have checked their caller themselves, because they change the caller's own account. */
  private readonly checked = new WeakSet<object>();

  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly callers: RequestCallers,
  ) {}

  onModuleInit(): void {
    this.unitOfWork.beforeCommit(async () => {
      const { current: caller } = this.callers;
      if (caller === undefined || this.checked.has(this.database.currentTransaction as object)) return;
      await this.assertUnchanged(caller, 'SHARE');
    });
  }

  /**
   * Call in a unit of work that changes the caller's own account, before the change and after all other locks: checks it now, and locks
   * it.
   * @throws Problem as {@link assertUnchanged}
   */
  async lockOwn(caller: Caller): Promise<void> {
    await this.assertUnchanged(caller, 'NO KEY UPDATE');
    this.checked.add(this.database.currentTransaction as object);
  }

  /** @throws Problem `unauthenticated` if the token is revoked, `forbidden` if its rights are others than at the start */
  private async assertUnchanged(caller: Caller, lock: 'SHARE' | 'NO KEY UPDATE'): Promise<void> {
    const [now] = await this.database.prepared<Pick<Caller, 'role' | 'locationIds'> & TokenState>(
      `SELECT role, ${TOKEN_COLUMNS}, ARRAY(
         SELECT location_id FROM user_locations WHERE user_id = users.id ORDER BY location_id
       ) AS "locationIds"
       FROM users WHERE id = $1 AND active FOR ${lock}`,
      [caller.id],
    );
    const { holder } = this.callers;
    if (now === undefined || (holder !== undefined && !isCurrent(holder, now))) {
      throw new Problem('unauthenticated', 'The access token was revoked: log in again.');
    }
    if (now.role === caller.role && now.locationIds.join() === caller.locationIds.join()) return;
    throw new Problem('forbidden', 'The rights of this account have just changed: repeat the request.');
  }
}
