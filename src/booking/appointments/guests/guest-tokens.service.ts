import { hash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../config/clock.js';
import { Database } from '../../../database/database.js';
import { Problem } from '../../../http/problem.js';

/** 128 bits cannot be guessed, and need no slow hash. */
const BYTES = 16;
/** Tokens of one appointment. */
const MOST_TOKENS = 10;
/** Tokens on each side that are read when one is made. */
const PRUNED = 50;

/** What a guest may manage. */
export interface GuestAccess {
  readonly appointmentId: number;
  /** The client whose data answers may contain, because the guest gave it to the shop; `null`: none. */
  readonly clientId: number | null;
}

/** The links by which guests see, move and cancel an appointment. They end a day after its start, wherever it is moved. */
@Injectable()
export class GuestTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Makes a token for an appointment, beside those that it has. Only its hash is stored. */
  async issue({ appointmentId, clientId }: GuestAccess): Promise<string> {
    const token = randomBytes(BYTES).toString('base64url');
    const tokenHash = hashOf(token);
    await this.prune(tokenHash);
    await this.database.query(
      'INSERT INTO guest_tokens (token_hash, appointment_id, named_client_id) VALUES ($1, $2, $3)',
      [tokenHash, appointmentId, clientId],
    );
    return token;
  }

  /**
   * Makes a further token for an appointment: for a repeated request, since the first token is stored only as a hash. Of many, the oldest
   * ones end.
   */
  async issueAgain(appointmentId: number): Promise<string> {
    const [known] = await this.database.query<{ clientId: number | null }>(
      'SELECT max(named_client_id) AS "clientId" FROM guest_tokens WHERE appointment_id = $1',
      [appointmentId],
    );
    await this.database.query(
      `DELETE FROM guest_tokens WHERE token_hash IN (
         SELECT token_hash FROM guest_tokens WHERE appointment_id = $1 ORDER BY created_at DESC OFFSET $2)`,
      [appointmentId, MOST_TOKENS - 1],
    );
    return this.issue({ appointmentId, clientId: known?.clientId ?? null });
  }

  /** @throws Problem `not-found`, the same for a token that never was and for one that has ended */
  async open(token: string): Promise<GuestAccess> {
    const [found] = await this.database.query<GuestAccess>(
      // From its second version on, the client has data that the guest may not have given.
      `SELECT appointment_id AS "appointmentId", clients.id AS "clientId"
       FROM guest_tokens JOIN appointments ON appointments.id = appointment_id
         LEFT JOIN clients ON clients.id = named_client_id AND clients.version = 1
       WHERE token_hash = $1 AND starts_at + interval '1 day' > $2`,
      [hashOf(token), new Date(this.clock.now())],
    );
    if (found === undefined) throw new Problem('not-found', 'This link is not valid, or no longer.');
    return found;
  }

  /**
   * Deletes tokens of appointments that are over, of a few beside the given hash, which is a random place. In the order of time, those of
   * appointments ahead would all be read each time. Over by the clock of the database, too: an instance whose clock is ahead must not delete
   * what others need.
   */
  private async prune(beside: string): Promise<void> {
    await this.database.query(
      `DELETE FROM guest_tokens WHERE token_hash IN (
         SELECT token_hash FROM guest_tokens JOIN appointments ON appointments.id = appointment_id
         WHERE starts_at < least($1::timestamptz, now()) - interval '1 day' AND token_hash IN (
           (SELECT token_hash FROM guest_tokens WHERE token_hash > $2 ORDER BY token_hash LIMIT ${PRUNED})
           UNION ALL (SELECT token_hash FROM guest_tokens WHERE token_hash < $2 ORDER BY token_hash DESC LIMIT ${PRUNED}))
         FOR UPDATE OF guest_tokens SKIP LOCKED)`,
      [new Date(this.clock.now()), beside],
    );
  }
}

function hashOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
