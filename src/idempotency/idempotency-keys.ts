import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Problem } from '../http/problem.js';
import { rateLimited } from '../http/limits/rate-limited.js';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../time/durations.js';

/** SQL condition for keys that have expired: they may be used again. */
const EXPIRED = (createdAt: string) => `${createdAt} < now() - interval '24 hours'`;
/** In place of the hash of a request whose answer was erased together with a person. */
const ERASED = 'erased';

/** Whose keys they are: those of an account, or of a hashed address where guests may call. `most`: of one of them, in a day. */
const OWNERS = {
  account: { table: 'idempotency_keys', owner: 'user_id', most: 10_000 },
  guest: { table: 'guest_idempotency_keys', owner: 'address', most: 1000 },
} as const;
const TABLES = Object.values(OWNERS).map(({ table }) => table);

/** The account with its present rights, or the address of a guest, that named a request by a key. */
export type KeyOwner = { readonly account: number; readonly rights: string } | { readonly guest: string };

/** An answer as it was sent first. */
export interface StoredAnswer {
  readonly body: unknown;
  /** Response headers that belong to it, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Row {
  readonly request_hash: string;
  /** `null` if this request is the first one with the key. */
  readonly response: unknown;
  readonly headers: Readonly<Record<string, string>> | null;
  /** Those of the account when it was answered; `null`: of a guest, or by an earlier release. */
  readonly rights: string | null;
}

/** The requests that callers have named by a key, with their answers. Keys are per caller and kept for a day. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly database: Database) {}

  /**
   * Call inside a unit of work. Returns the first answer to this key, or `undefined` if this request is the first. It waits for
   * an earlier request with the same key that is still running.
   * @throws Problem `idempotency-key-reused` for another request under this key, `not-found` if the answer was erased, `forbidden` if the
   * account has other rights now, `rate-limited` for a new key of a caller who has too many
   */
  async claim(owner: KeyOwner, key: string, hash: string): Promise<StoredAnswer | undefined> {
    const isFull = await this.prune(owner);
    const { request_hash, response, headers, rights } = await this.claimed(owner, key, hash);
    if (request_hash === ERASED) {
      throw new Problem('not-found', 'What this key once made belonged to a person who has been erased.');
    }
    if (request_hash !== hash) {
      throw new Problem(
        'idempotency-key-reused',
        'This key was already used for a different request: use a new key.',
      );
    }
    if (rights !== null && rights !== placeOf(owner).rights) {
      throw new Problem(
        'forbidden',
        'This key was used when your account had other rights: read what the request made, as far as you may.',
      );
    }
    if (response !== null) return { body: response, headers: headers ?? {} };
    if (isFull) throw tooMany(owner);
    return undefined;
  }

  /** Stores the answer in the transaction of {@link claim}. @param clientId the client whose data it contains */
  async store(by: KeyOwner, key: string, answer: StoredAnswer, clientId: number | undefined): Promise<void> {
    const { table, owner, value } = placeOf(by);
    await this.database.query(
      `UPDATE ${table} SET response = $3, headers = $4, client_id = $5 WHERE ${owner} = $1 AND key = $2`,
      [value, key, JSON.stringify(answer.body ?? {}), JSON.stringify(answer.headers), clientId ?? null],
    );
  }

  /** Removes all answers that contain the client's data. Their keys stay used. */
  async erase(clientId: number): Promise<void> {
    for (const table of TABLES) {
      await this.database.query(
        `UPDATE ${table} SET response = NULL, headers = NULL, request_hash = $2 WHERE client_id = $1`,
        [clientId, ERASED],
      );
    }
  }

  /** The answers about one client are about another from now on. */
  async rename(clientId: number, intoId: number): Promise<void> {
    for (const table of TABLES) {
      await this.database.query(`UPDATE ${table} SET client_id = $2 WHERE client_id = $1`, [
        clientId,
        intoId,
      ]);
    }
  }

  /** The UPDATE that changes nothing waits for a concurrent transaction with the same key, and then returns what it stored. */
  private async claimed(by: KeyOwner, key: string, hash: string): Promise<Row> {
    const { table, owner, value, rights } = placeOf(by);
    const isOld = EXPIRED('known.created_at');
    const [claimed] = await this.database.query<Row>(
      `INSERT INTO ${table} AS known (${owner}, key, request_hash, rights) VALUES ($1, $2, $3, $4)
       ON CONFLICT (${owner}, key) DO UPDATE SET
         request_hash = CASE WHEN ${isOld} THEN excluded.request_hash ELSE known.request_hash END,
         response = CASE WHEN ${isOld} THEN NULL ELSE known.response END,
         headers = CASE WHEN ${isOld} THEN NULL ELSE known.headers END,
         rights = CASE WHEN ${isOld} THEN excluded.rights ELSE known.rights END,
         client_id = CASE WHEN ${isOld} THEN NULL ELSE known.client_id END,
         created_at = CASE WHEN ${isOld} THEN excluded.created_at ELSE known.created_at END
       RETURNING request_hash, response, headers, rights`,
      [value, key, hash, rights],
    );
    return claimed as Row;
  }

  /** Deletes a few expired keys, skipping those that another transaction is using. @returns whether the caller has too many others */
  private async prune(by: KeyOwner): Promise<boolean> {
    const { table, owner, value, most } = placeOf(by);
    const [row] = await this.database.query<{ known: number }>(
      `WITH pruned AS (
         DELETE FROM ${table} WHERE (${owner}, key) IN (
           SELECT ${owner}, key FROM ${table} WHERE ${EXPIRED('created_at')}
           ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED)
       )
       SELECT count(*)::int AS known FROM (
         SELECT FROM ${table} WHERE ${owner} = $1 AND NOT (${EXPIRED('created_at')}) LIMIT $2) AS few`,
      [value, most],
    );
    return (row?.known ?? 0) >= most;
  }
}

function tooMany(owner: KeyOwner): Problem {
  return rateLimited(
    { name: 'idempotency-keys', limit: placeOf(owner).most, seconds: DAY_MS / SECOND_MS },
    HOUR_MS / SECOND_MS,
    'Too many idempotency keys were used today: send the request without one.',
  );
}

function placeOf(owner: KeyOwner) {
  return 'account' in owner
    ? { ...OWNERS.account, value: owner.account, rights: owner.rights }
    : { ...OWNERS.guest, value: owner.guest, rights: null };
}
