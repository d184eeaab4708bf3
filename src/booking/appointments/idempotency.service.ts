import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Problem } from '../../http/problem.js';
import type { BookingDto } from './appointment.dto.js';
import { malformed } from './wanted-start.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

interface Remembered {
  readonly request_hash: string;
  readonly response: BookingDto;
}

/** Bookings that are asked for again under one key are made once. Keys are a user's own and kept for a day. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Inside a unit of work: the result of the first request with this key, or that of `book`, which is then remembered in
   * the same transaction. A request that comes while the first is running waits for it; errors are not remembered.
   *
   * A replay is an acknowledgement too: the appointment's change is published again (rule 9 of the protocol).
   * @throws Problem `invalid-request` for a malformed key, `idempotency-key-reused` for another request under this key
   */
  async once(
    userId: number,
    key: string,
    request: object,
    book: () => Promise<BookingDto>,
  ): Promise<BookingDto> {
    if (!KEY.test(key)) throw malformed('Idempotency-Key', 'takes 1 to 255 visible ASCII characters');
    const hash = createHash('sha256').update(canonical(request)).digest('base64url');
    await this.database.query(
      `DELETE FROM idempotency_keys WHERE (user_id, key) IN (
         SELECT user_id, key FROM idempotency_keys WHERE created_at < now() - interval '24 hours'
         LIMIT 10 FOR UPDATE SKIP LOCKED)`,
    );
    const claimed = await this.database.query(
      `INSERT INTO idempotency_keys (user_id, key, request_hash) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING key`,
      [userId, key, hash],
    );
    if (claimed.length === 0) return this.replay(userId, key, hash);
    const booking = await book();
    await this.database.query(
      'UPDATE idempotency_keys SET response = $3 WHERE user_id = $1 AND key = $2 RETURNING key',
      [userId, key, JSON.stringify(booking)],
    );
    return booking;
  }

  private async replay(userId: number, key: string, hash: string): Promise<BookingDto> {
    const [first] = await this.database.query<Remembered>(
      'SELECT request_hash, response FROM idempotency_keys WHERE user_id = $1 AND key = $2',
      [userId, key],
    );
    if (first === undefined) throw new Problem('idempotency-key-in-use', 'Send the request again.');
    if (first.request_hash !== hash) {
      throw new Problem('idempotency-key-reused', 'This key was used with another request: take a new one.');
    }
    await this.unitOfWork.republishAppointment(first.response.id);
    return first.response;
  }
}

/** The same for the same fields, in whatever order they came. */
function canonical(request: object): string {
  return JSON.stringify(Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
