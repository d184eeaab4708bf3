import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { fieldOf } from '../../auth/audit/audit.changes.js';
import { AuditRecorder } from '../../auth/audit/audit.recorder.js';
import { violatedConstraint } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import { notFound } from '../missing.problem.js';
import type { AppointmentStatus } from './appointment.states.js';
import { APPOINTMENT_COLUMNS, type AppointmentRow } from './appointment.row.js';
import { type ChosenSlot, refusal } from './slot-choice.js';
import type { Override } from './slot-overrides.js';

/** What a new appointment is, apart from its slot. */
export interface NewAppointment {
  /** `null`: a walk-in without a name. */
  readonly clientId: number | null;
  readonly userId: number | null;
  readonly createdBy: number | null;
  readonly timezone: string;
  readonly notes: string | null;
  /** Default: the price of the service with the barber at this moment. */
  readonly priceCents?: number | null | undefined;
  readonly override?: readonly Override[] | undefined;
  readonly overrideReason?: string | undefined;
}

/** Columns that a change may set. */
export interface AppointmentColumns {
  readonly barber_id: number;
  readonly service_id: number;
  readonly location_id: number;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly blocked_from: Date;
  readonly blocked_until: Date;
  readonly status: AppointmentStatus;
  readonly timezone: string;
  readonly notes: string | null;
  readonly price_cents: number | null;
  readonly currency: string;
  readonly client_id: number;
  readonly user_id: number | null;
  readonly moves: number;
  readonly override: readonly Override[] | null;
  readonly override_reason: string | null;
  readonly cancelled_at: Date | null;
  readonly cancellation_reason: string | null;
  readonly late_cancellation: boolean;
}

/** SQL: what the row of `services` costs with a barber. */
export const priceWith = (barberId: string) => `coalesce((
  SELECT own.price_cents FROM barber_services AS own WHERE own.service_id = services.id AND own.barber_id = ${barberId}
), services.price_cents)`;

/** The SQL statements that write appointments. */
@Injectable()
export class AppointmentWrites {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws Problem `slot-taken` if the exclusion constraint finds an overlap */
  async insert(slot: ChosenSlot, fields: NewAppointment): Promise<AppointmentRow> {
    const { clientId, userId, createdBy, timezone, notes, priceCents, override, overrideReason } = fields;
    return written(
      this.database.prepared<AppointmentRow>(
        `INSERT INTO appointments
           (barber_id, service_id, location_id, starts_at, ends_at, blocked_from, blocked_until, client_id, user_id, created_by,
            timezone, notes, override, override_reason, price_cents, currency)
         SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
           CASE WHEN ${unseen('$15::boolean')} THEN $16 ELSE ${priceWith('$1')} END, services.currency
         FROM services WHERE id = $2 RETURNING ${APPOINTMENT_COLUMNS}`,
        [
          ...Object.values(slotColumns(slot)),
          clientId,
          userId,
          createdBy,
          timezone,
          notes,
          override ?? null,
          overrideReason ?? null,
          priceCents !== undefined,
          priceCents ?? null,
        ],
      ),
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
   * Sets those of the given columns that differ from the row, and increments the version, in one statement. No other column is set, so the
   * outbox records the change only if it sets one that cached answers are made of, and the audit names what changed. What an appointment was
   * booked beyond it stays beyond, until it is moved.
   * @throws Problem `slot-taken`
   */
  async change(row: AppointmentRow, given: Partial<AppointmentColumns>): Promise<AppointmentRow> {
    const { id } = row;
    const known = new Map<string, unknown>(Object.entries(row));
    const columns: Partial<AppointmentColumns> = Object.fromEntries(
      Object.entries(given).filter(([name, value]) => !isDeepStrictEqual(known.get(name), value)),
    );
    this.audit.note({
      object: 'appointments',
      id,
      operation: 'changed',
      fields: Object.keys(columns).map((column) => fieldOf(column)),
      ...(columns.override === undefined || columns.override === null ? {} : { override: columns.override }),
    });
    const isMoved = given.starts_at !== undefined;
    const set = Object.keys(columns).map((column, index) => {
      const value = `$${index + 2}`;
      return column === 'override' && !isMoved
        ? `override = ARRAY(SELECT DISTINCT unnest(override || ${value}::text[]))`
        : `${column} = ${value}`;
    });
    return written(
      this.database.query<AppointmentRow>(
        `UPDATE appointments SET ${[...set, 'version = version + 1'].join(', ')}
         WHERE id = $1 RETURNING ${APPOINTMENT_COLUMNS}`,
        [id, ...Object.values(columns)],
      ),
    );
  }
}

/** The one row that was written. @throws Problem `slot-taken` */
async function written(rows: Promise<AppointmentRow[]>): Promise<AppointmentRow> {
  try {
    const [row] = await rows;
    return row as AppointmentRow;
  } catch (error) {
    throw violatedConstraint(error) === 'appointments_no_overlap' ? refusal('slot-taken', error) : error;
  }
}

/** The columns that a slot fills, in the order of the table. */
export function slotColumns(slot: ChosenSlot) {
  const { barberId, serviceId, locationId, startsAt, endsAt, blockedFrom, blockedUntil } = slot;
  return {
    barber_id: barberId,
    service_id: serviceId,
    location_id: locationId,
    starts_at: startsAt,
    ends_at: endsAt,
    blocked_from: blockedFrom,
    blocked_until: blockedUntil,
  };
}
