import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { SECOND_MS } from '../../time/durations.js';
import type { Caller } from '../caller.js';
import type { Role } from '../rights.js';
import { accountRegion } from './account.cache.js';
import { isCurrent, type TokenHolder, TOKEN_COLUMNS, type TokenState } from './token-state.js';

/** What an account may do at this moment. No personal data: it is cached. */
export interface Account extends TokenState {
  readonly role: Role;
  /** Ascending. */
  readonly locationIds: readonly number[];
}

/** A request waits no longer for its caller's rights; then it is answered 503. */
const TIMEOUT = { timeoutMs: 2 * SECOND_MS };

/** Reads what accounts may do. */
@Injectable()
export class Accounts {
  constructor(private readonly database: Database) {}

  /** `null` for an account that does not exist, is deactivated or was deleted. One statement. */
  @Cacheable(accountRegion)
  async get(userId: number): Promise<Account | null> {
    const [account] = await this.database.prepared<Account>(
      `SELECT role, ${TOKEN_COLUMNS}, ARRAY(
         SELECT location_id FROM user_locations WHERE user_id = users.id ORDER BY location_id
       ) AS "locationIds"
       FROM users WHERE id = $1 AND active`,
      [userId],
      TIMEOUT,
    );
    return account ?? null;
  }

  /**
   * The caller that a token names, with the rights of this moment; `undefined` if the token is revoked.
   * @throws DatabaseUnavailable if neither the cache nor the database answers: a token alone proves no right
   */
  async callerOf(holder: TokenHolder): Promise<Caller | undefined> {
    const account = await this.get(holder.id);
    if (account === null || !isCurrent(holder, account)) return undefined;
    return { id: holder.id, role: account.role, locationIds: account.locationIds };
  }
}
