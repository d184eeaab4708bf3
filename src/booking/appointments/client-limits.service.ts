import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import { Problem } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';

interface Limits {
  readonly blocked: boolean;
  /** 0: no limit. */
  readonly most_open: number;
  readonly may_overlap: boolean;
}

/** What an appointment shall be, as far as limits of its client ask. */
export interface ClientVisit {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** The appointment itself, if it exists already. */
  readonly appointmentId?: number;
}

const CLIENT = unseen('$1::int');
const FROM = unseen('$2::timestamptz');

/** The limits of a client, locked so that no other booking of theirs comes in between. */
export class LockedClient {
  constructor(
    readonly id: number,
    private readonly database: Database,
    private readonly limits: Limits,
  ) {}

  /** @throws Problem `client-blocked` */
  assertNotBlocked(): void {
    if (!this.limits.blocked) return;
    throw new Problem('client-blocked', 'This client may not book at this shop: call the shop.');
  }

  /** @throws Problem `client-busy` if the client has another appointment at that time */
  async assertFree({ startsAt, endsAt, appointmentId }: ClientVisit): Promise<void> {
    if (this.limits.may_overlap) return;
    const [other] = await this.database.prepared<{ id: number }>(
      `SELECT id FROM appointments
       WHERE client_id = ${CLIENT} AND status <> 'cancelled' AND id IS DISTINCT FROM ${unseen('$4::int')}
         AND starts_at < ${unseen('$3::timestamptz')} AND ends_at > ${FROM} AND starts_at > ${FROM} - interval '480 minutes' LIMIT 1`,
      [this.id, startsAt, endsAt, appointmentId ?? null],
    );
    if (other === undefined) return;
    throw new Problem('client-busy', 'The client has another appointment at that time: choose another time.');
  }

  /** @throws Problem `too-many-bookings` if the client has as many appointments ahead as the business allows */
  async assertMayOpenOneMore(now: number, appointmentId?: number): Promise<void> {
    const { most_open } = this.limits;
    if (most_open === 0) return;
    const [{ count } = { count: 0 }] = await this.database.prepared<{ count: number }>(
      `SELECT count(*)::int AS count FROM appointments
       WHERE client_id = ${CLIENT} AND status = 'confirmed' AND starts_at > ${FROM} AND id IS DISTINCT FROM ${unseen('$3::int')}`,
      [this.id, new Date(now), appointmentId ?? null],
    );
    if (count < most_open) return;
    throw new Problem(
      'too-many-bookings',
      `A client may have ${most_open} appointments ahead: cancel one, or call the shop.`,
    );
  }
}

/** Limits that a business sets to the appointments of one client. */
@Injectable()
export class ClientLimits {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Locks the client until the transaction ends, so that appointments of one client are made one after another; where nothing is
   * limited, only against their erasure. To be called before barbers are locked.
   * @throws Problem `not-found` for a client who is erased
   */
  async lock(clientId: number): Promise<LockedClient> {
    const [limits] = await this.database.prepared<Limits>(
      `WITH limits AS MATERIALIZED (
         SELECT coalesce(max_open_bookings_per_client, 5) AS most_open, coalesce(client_overlap, false) AS may_overlap
         FROM clients LEFT JOIN booking_settings ON booking_settings.business_id = clients.business_id WHERE id = $1
       ), limited AS (
         SELECT blocked FROM clients, limits WHERE id = $1 AND erased_at IS NULL AND (most_open > 0 OR NOT may_overlap)
         FOR NO KEY UPDATE OF clients
       ), unlimited AS (
         SELECT blocked FROM clients, limits WHERE id = $1 AND erased_at IS NULL AND most_open = 0 AND may_overlap
         FOR SHARE OF clients
       )
       SELECT locked.blocked, most_open, may_overlap FROM limits, (TABLE limited UNION ALL TABLE unlimited) AS locked`,
      [clientId],
    );
    if (limits === undefined) throw notFound('client', clientId);
    return new LockedClient(clientId, this.database, limits);
  }

  /** @throws Problem `client-blocked`, `client-busy`, `too-many-bookings` */
  async assertMayBook(client: LockedClient, visit: ClientVisit): Promise<void> {
    client.assertNotBlocked();
    await client.assertFree(visit);
    const now = this.clock.now();
    if (visit.startsAt.getTime() > now) await client.assertMayOpenOneMore(now, visit.appointmentId);
  }
}
