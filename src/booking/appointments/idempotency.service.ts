import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { invalidField, Problem } from '../../http/problem.js';
import type { AppointmentDto } from './appointment.dto.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** In SQL: a key that is this old is a new one. */
const FORGOTTEN = (createdAt: string) => `${createdAt} < now() - interval '24 hours'`;

interface Remembered {
  readonly request_hash: string;
  /** `null`: this request is the first. */
  readonly response: AppointmentDto | null;
}

/** Bookings that are asked for again under one key are made once. Keys are a user's own and kept for a day. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Inside a unit of work: the result of the first request with this key, or that of `create`, which is then remembered in
   * the same transaction. A request that comes while the first is running waits for it; errors are not remembered.
   *
   * A replay is an acknowledgement too: the appointment's change is published again (rule 9 of the protocol).
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
      throw new Problem('idempotency-key-reused', 'This key was used with another request: take a new one.');
    }
    if (known.response !== null) {
      // @mutant replay-not-published
      await this.unitOfWork.republishAppointment(known.response.id);
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

  /** Waits for a transaction that has the key, and then sees what it left: that is what the empty UPDATE is for. */
  private async claim(userId: number, key: string, hash: string): Promise<Remembered> {
    const isOld = FORGOTTEN('known.created_at');
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

  /** A few at a time, those that nobody is about to use. */
  private async prune(): Promise<void> {
    await this.database.query(
      `DELETE FROM idempotency_keys WHERE (user_id, key) IN (
         SELECT user_id, key FROM idempotency_keys WHERE ${FORGOTTEN('created_at')}
         ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED)`,
    );
  }
}

/** The same for the same fields, in whatever order they came. */
function canonical(request: object): string {
  return JSON.stringify(Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
