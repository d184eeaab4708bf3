import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';

const HANDED_OVER = unseen('$4::timestamptz');

/** The order in which barbers are asked to take an appointment that names none, and the locks on them. */
@Injectable()
export class BarberCandidates {
  constructor(private readonly database: Database) {}

  /**
   * The barbers in the order in which they should get the next appointment. By the business's setting `assignment`:
   *
   * - `fair`: who has the least minutes booked in the last seven days, then who has waited longest since their last booking.
   *   What counts is when the appointments were booked, not when they are; so it evens out in whatever order days are booked.
   * - `seniority`: who has been there longest.
   *
   * An appointment that is handed over may have been booked long ago: then what the barbers have within twelve hours of it counts as well.
   *
   * Indexes: `appointments_barber_created`, `appointments_barber_starts`.
   * @param handedOver the start of an appointment that is handed over
   */
  async inOrder(
    barberIds: readonly number[],
    businessId: number,
    ignoreAppointmentId: number | undefined,
    handedOver: Date | undefined,
  ): Promise<number[]> {
    if (barberIds.length < 2) return [...barberIds];
    const rows = await this.database.prepared<{ id: number }>(
      `SELECT barber.id FROM unnest(${unseen('$1::int[]')}) AS barber(id)
       CROSS JOIN LATERAL (
         SELECT coalesce(sum(ends_at - starts_at), interval '0') AS booked, max(created_at) AS last FROM appointments
         WHERE barber_id = barber.id AND created_at > now() - interval '7 days' AND status <> 'cancelled'
           AND appointments.id IS DISTINCT FROM ${unseen('$3::int')}
       ) AS week CROSS JOIN LATERAL (
         SELECT coalesce(sum(ends_at - starts_at), interval '0') AS before FROM appointments
         WHERE barber_id = barber.id AND created_at <= now() - interval '7 days' AND status <> 'cancelled'
           AND starts_at > ${HANDED_OVER} - interval '12 hours' AND starts_at < ${HANDED_OVER} + interval '12 hours'
       ) AS day
       ORDER BY CASE (SELECT assignment FROM booking_settings WHERE business_id = ${unseen('$2::int')})
           WHEN 'seniority' THEN barber.id ELSE 0 END, booked + before, last NULLS FIRST, barber.id`,
      [barberIds, businessId, ignoreAppointmentId ?? null, handedOver ?? null],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Locks one of the barbers until the transaction ends: the first whom no other transaction has locked. Only if all are locked it
   * waits, for the first, and gives back all locks of this transaction's earlier attempts before: a transaction that waits
   * never holds a lock on a barber, so none waits in a circle.
   * @returns the barber that is locked
   */
  async lockFirst(barberIds: readonly number[]): Promise<number> {
    const [free] = await this.database.prepared<{ id: number }>(
      `SELECT id FROM barbers JOIN unnest(${unseen('$1::int[]')}) WITH ORDINALITY AS candidate(id, place) USING (id)
       ORDER BY place LIMIT 1 FOR NO KEY UPDATE OF barbers SKIP LOCKED`,
      [barberIds],
    );
    if (free !== undefined) return free.id;
    const first = barberIds[0] as number;
    await this.database.query('ROLLBACK TO SAVEPOINT candidates');
    await this.lock(first);
    return first;
  }

  /** Locks a barber until the transaction ends. */
  async lock(barberId: number): Promise<void> {
    await this.database.prepared('SELECT FROM barbers WHERE id = $1 FOR NO KEY UPDATE', [barberId]);
  }

  /** Begins the attempts of {@link lockFirst}. */
  async begin(): Promise<void> {
    await this.database.query('SAVEPOINT candidates');
  }
}
