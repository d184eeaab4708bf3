import { Injectable } from '@nestjs/common';
import { violatedConstraint } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import { notFound } from '../missing.problem.js';
import type { AppointmentStatus } from './appointment.dto.js';
import { APPOINTMENT_COLUMNS, type AppointmentRow } from './appointment.row.js';
import { type ChosenSlot, refusal } from './slot-choice.js';

/** The fields of an appointment that do not depend on its slot. */
export interface AppointmentFields {
  readonly timezone: string;
  readonly notes: string | null;
}

const NO_SLOT = Array.from({ length: 7 }, () => null);

/** The SQL statements that write appointments. */
@Injectable()
export class AppointmentWrites {
  constructor(private readonly database: Database) {}

  /** @throws Problem `slot-taken` if the exclusion constraint finds an overlap */
  async insert(
    userId: number,
    slot: ChosenSlot,
    { timezone, notes }: AppointmentFields,
  ): Promise<AppointmentRow> {
    return this.one(
      `INSERT INTO appointments
         (user_id, barber_id, service_id, location_id, starts_at, ends_at, blocked_from, blocked_until, timezone, notes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${APPOINTMENT_COLUMNS}`,
      [userId, ...slotValues(slot), timezone, notes],
    );
  }

  /** Reads the row and locks it until the transaction ends. @throws Problem `not-found` */
  async lock(id: number): Promise<AppointmentRow> {
    const [row] = await this.database.query<AppointmentRow>(
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointments WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    if (row === undefined) throw notFound('appointment', id);
    return row;
  }

  /**
   * Updates an appointment and increments its version, in one statement. Without a slot, the appointment stays where it is.
   * @throws Problem `slot-taken`
   */
  async change(
    id: number,
    slot: ChosenSlot | undefined,
    { status, timezone, notes }: AppointmentFields & { readonly status: AppointmentStatus },
  ): Promise<AppointmentRow> {
    return this.one(
      `UPDATE appointments SET barber_id = coalesce($2, barber_id), service_id = coalesce($3, service_id),
         location_id = coalesce($4, location_id), starts_at = coalesce($5, starts_at), ends_at = coalesce($6, ends_at),
         blocked_from = coalesce($7, blocked_from), blocked_until = coalesce($8, blocked_until),
         status = $9, timezone = $10, notes = $11, version = version + 1
       WHERE id = $1 RETURNING ${APPOINTMENT_COLUMNS}`,
      [id, ...(slot === undefined ? NO_SLOT : slotValues(slot)), status, timezone, notes],
    );
  }

  private async one(sql: string, values: readonly unknown[]): Promise<AppointmentRow> {
    try {
      const [row] = await this.database.query<AppointmentRow>(sql, values);
      return row as AppointmentRow;
    } catch (error) {
      throw violatedConstraint(error) === 'appointments_no_overlap' ? refusal('slot-taken', error) : error;
    }
  }
}

function slotValues(slot: ChosenSlot): unknown[] {
  const { barberId, serviceId, locationId, startsAt, endsAt, blockedFrom, blockedUntil } = slot;
  return [barberId, serviceId, locationId, startsAt, endsAt, blockedFrom, blockedUntil];
}
