import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import { Problem } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';

/** A row of {@link lockingClient}. */
export interface ClientLock {
  readonly clientId: number;
  readonly blocked: boolean;
  /** 0: no limit. */
  readonly most_open: number;
  readonly may_overlap: boolean;
}

interface Others {
  readonly busy: boolean;
  readonly ahead: number;
}

/** What an appointment shall be, as far as limits of its client ask. */
export interface ClientVisit {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** The appointment itself, if it exists already. */
  readonly appointmentId?: number;
}

const OTHERS = `FROM appointments WHERE client_id = ${unseen('$1::int')} AND id IS DISTINCT FROM ${unseen('$4::int')}`;
const FROM = unseen('$2::timestamptz');
/** SQL: whether the client has another appointment at a time, and how many are ahead of a moment; each only if asked. */
const FITS = `SELECT
  ${unseen('$5::boolean')} AND EXISTS (
    SELECT ${OTHERS} AND status NOT IN ('cancelled', 'no_show')
      AND starts_at < ${unseen('$3::timestamptz')} AND ends_at > ${FROM} AND starts_at > ${FROM} - interval '480 minutes') AS busy,
  (SELECT count(*)::int ${OTHERS} AND status = 'confirmed' AND starts_at > ${unseen('$6::timestamptz')}) AS ahead`;

/**
 * SQL: the parts of a WITH of which `locked_client` locks a client until the transaction ends, unless they are erased, so that
 * appointments of one client are made one after another; where nothing is limited, only against their erasure.
 * @param whose condition that names one client
 */
export const lockingClient = (whose: string) => `limits AS MATERIALIZED (
    SELECT clients.id AS "clientId", coalesce(max_open_bookings_per_client, 5) AS most_open, coalesce(client_overlap, false) AS may_overlap
    FROM clients LEFT JOIN booking_settings ON booking_settings.business_id = clients.business_id WHERE ${whose}
  ), limited AS (
    SELECT blocked FROM clients, limits WHERE ${whose} AND erased_at IS NULL AND (most_open > 0 OR NOT may_overlap)
    FOR NO KEY UPDATE OF clients
  ), unlimited AS (
    SELECT blocked FROM clients, limits WHERE ${whose} AND erased_at IS NULL AND most_open = 0 AND may_overlap
    FOR SHARE OF clients
  ), locked_client AS (
    SELECT "clientId", locked.blocked, most_open, may_overlap
    FROM limits, (TABLE limited UNION ALL TABLE unlimited) AS locked
  )`;

/** The limits of a client, locked so that no other booking of theirs comes in between. */
export class LockedClient {
  constructor(
    private readonly database: Database,
    private readonly limits: ClientLock,
  ) {}

  get id(): number {
    return this.limits.clientId;
  }

  /** @throws Problem `client-blocked` */
  assertNotBlocked(): void {
    if (!this.limits.blocked) return;
    throw new Problem('client-blocked', 'This client may not book at this shop: call the shop.');
  }

  /** @throws Problem `client-busy` if the client has another appointment at that time */
  async assertFree(visit: ClientVisit): Promise<void> {
    await this.assertFits(visit, null);
  }

  /**
   * @param now `null`: the visit does not count as one more ahead
   * @throws Problem `client-busy`; `too-many-bookings` if the client has as many appointments ahead as the business allows
   */
  async assertFits({ startsAt, endsAt, appointmentId }: ClientVisit, now: Date | null): Promise<void> {
    const { clientId, may_overlap, most_open } = this.limits;
    const ahead = most_open === 0 ? null : now;
    if (may_overlap && ahead === null) return;
    const asked = [clientId, startsAt, endsAt, appointmentId ?? null, !may_overlap, ahead];
    const [others = { busy: false, ahead: 0 }] = await this.database.prepared<Others>(FITS, asked);
    if (others.busy)
      throw new Problem(
        'client-busy',
        'The client has another appointment at that time: choose another time.',
      );
    if (ahead === null || others.ahead < most_open) return;
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
   * Locks the client ({@link lockingClient}). To be called before barbers are locked.
   * @throws Problem `not-found` for a client who is erased
   */
  async lock(clientId: number): Promise<LockedClient> {
    const [limits] = await this.database.prepared<ClientLock>(
      `WITH ${lockingClient('clients.id = $1')} TABLE locked_client`,
      [clientId],
    );
    if (limits === undefined) throw notFound('client', clientId);
    return new LockedClient(this.database, limits);
  }

  /** @throws Problem `client-blocked`, `client-busy`, `too-many-bookings` */
  async assertMayBook(client: LockedClient, visit: ClientVisit): Promise<void> {
    client.assertNotBlocked();
    const now = new Date(this.clock.now());
    await client.assertFits(visit, visit.startsAt > now ? now : null);
  }
}
