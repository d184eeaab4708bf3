import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { invalidField, Problem } from '../../http/problem.js';
import type { AppointmentDto } from './appointment.dto.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** SQL condition for keys that have expired: they may be used again. */
const EXPIRED = (createdAt: string) => `${createdAt} < now() - interval '24 hours'`;

interface Remembered {
  readonly request_hash: string;
  /** `null` if this request is the first one with the key. */
  readonly response: AppointmentDto | null;
}

/** Ensures that requests repeated with the same idempotency key create one appointment. Keys are per user and kept for a day. */
@Injectable()
export class IdempotencyService {
  constructor(private readonly database: Database) {}

  /**
   * Call inside a unit of work. Returns the result of the first request with this key, or runs `create` and stores its result in
   * the same transaction. A request waits for an earlier one with the same key that is still running. Errors are not stored.
   *
   * A replay is an acknowledgement as well. Whether the first request was published is not known, so the appointment counts as
   * changed by this unit of work, too (rule 9 of the protocol).
   * @throws Problem `invalid-request` for a malformed key, `idempotency-key-reused` for another request under this key
   */
  async once(
    userId: number,
    key: string,
    request: object,
    create: () => Promise<AppointmentDto>,
  ): Promise<AppointmentDto> {
    if (!KEY.test(key)) throw invalidField('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
    const hash = createHash('sha256').update(canonical(request)).digest('base64url');
    await this.prune();
    const known = await this.claim(userId, key, hash);
    if (known.request_hash !== hash) {
      throw new Problem(
        'idempotency-key-reused',
        'This key was already used for a different request: use a new key.',
      );
    }
    if (known.response !== null) {
      // @mutant replay-not-published
      await this.database.query('SELECT republish_appointment($1)', [known.response.id]);
      return known.response;
    }
    const appointment = await create();
    await this.database.query('UPDATE idempotency_keys SET response = $3 WHERE user_id = $1 AND key = $2', [
      userId,
      key,
      JSON.stringify(appointment),
    ]);
    return appointment;
  }

  /** The UPDATE that changes nothing waits for a concurrent transaction with the same key, and then returns what it stored. */
  private async claim(userId: number, key: string, hash: string): Promise<Remembered> {
    const isOld = EXPIRED('known.created_at');
    const [claimed] = await this.database.query<Remembered>(
      `INSERT INTO idempotency_keys AS known (user_id, key, request_hash) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, key) DO UPDATE SET
         request_hash = CASE WHEN ${isOld} THEN excluded.request_hash ELSE known.request_hash END,
         response = CASE WHEN ${isOld} THEN NULL ELSE known.response END,
         created_at = CASE WHEN ${isOld} THEN excluded.created_at ELSE known.created_at END
       RETURNING request_hash, response`,
      [userId, key, hash],
    );
    return claimed as Remembered;
  }

  /** Deletes a few expired keys, skipping those that another transaction is using. */
  private async prune(): Promise<void> {
    await this.database.query(
      `DELETE FROM idempotency_keys WHERE (user_id, key) IN (
         SELECT user_id, key FROM idempotency_keys WHERE ${EXPIRED('created_at')}
         ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED)`,
    );
  }
}

/** Serialises the fields in a fixed order, so that their order in the request does not matter. */
function canonical(request: object): string {
  return JSON.stringify(Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
