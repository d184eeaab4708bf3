import { MINUTE_MS } from '../../time/durations.js';
import { dateAt, wallTimeAt, zoneDay } from '../wall-time/zone-day.js';
import type { AppointmentDto } from './appointment.dto.js';
import type { AppointmentStatus } from './appointment.states.js';

/** A row of `appointments` with the columns of {@link APPOINTMENT_COLUMNS}. */
export interface AppointmentRow {
  readonly id: number;
  readonly version: number;
  readonly status: AppointmentStatus;
  readonly barber_id: number;
  readonly service_id: number;
  readonly location_id: number;
  /** `null`: a client without an account, or a walk-in without a name. */
  readonly user_id: number | null;
  readonly client_id: number | null;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly blocked_from: Date;
  readonly blocked_until: Date;
  readonly timezone: string;
  readonly notes: string | null;
  /** As agreed when it was booked; `null`: on request. */
  readonly price_cents: number | null;
  readonly currency: string;
  readonly created_by: number | null;
  readonly cancellation_reason: string | null;
  readonly late_cancellation: boolean;
  readonly moves: number;
  readonly created_at: Date;
  readonly barber_name: string;
  readonly service_name: string;
  readonly location: { readonly id: number; readonly name: string; readonly timezone: string };
  /** `null`: none, or erased. */
  readonly client: RowClient | null;
}

interface RowClient {
  readonly id: number;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly userId: number | null;
}

/**
 * Columns for SELECT … FROM appointments and for RETURNING. The names of those concerned are looked up by id when an
 * appointment is read: they are stored nowhere else.
 */
export const APPOINTMENT_COLUMNS = `
  id, version, status, barber_id, service_id, location_id, user_id, client_id, starts_at, ends_at, blocked_from, blocked_until,
  timezone, notes, price_cents, currency, created_by, cancellation_reason, late_cancellation, moves, created_at,
  (SELECT barbers.name FROM barbers WHERE barbers.id = barber_id) AS barber_name,
  (SELECT services.name FROM services WHERE services.id = service_id) AS service_name,
  (SELECT json_build_object('id', locations.id, 'name', locations.name, 'timezone', locations.timezone)
   FROM locations WHERE locations.id = location_id) AS location,
  (SELECT json_build_object('id', clients.id, 'name', clients.name, 'phone', clients.phone, 'email', clients.email,
     'userId', clients.user_id)
   FROM clients WHERE clients.id = client_id AND erased_at IS NULL) AS client`;

/**
 * Converts a row to the answer of the API.
 * @param viewerId the account that reads it. An account whose e-mail address is not verified does not see what the shop knows
 * of the client with that address.
 */
export function toAppointmentDto(row: AppointmentRow, viewerId: number | undefined): AppointmentDto {
  const start = row.starts_at.getTime();
  const date = dateAt(row.timezone, start);
  return {
    id: row.id,
    status: row.status,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    date,
    time: wallTimeAt(zoneDay(row.timezone, date), start),
    timezone: row.timezone,
    durationMinutes: durationOf(row),
    barberId: row.barber_id,
    serviceId: row.service_id,
    locationId: row.location_id,
    userId: row.user_id,
    barber: { id: row.barber_id, name: row.barber_name },
    service: { id: row.service_id, name: row.service_name },
    location: row.location,
    client: clientOf(row, viewerId),
    priceCents: row.price_cents,
    currency: row.currency,
    createdBy: row.created_by,
    cancellationReason: row.cancellation_reason,
    notes: row.notes,
    version: row.version,
    createdAt: row.created_at.toISOString(),
  };
}

/** Minutes from start to end, without buffers. */
export function durationOf({ starts_at, ends_at }: Pick<AppointmentRow, 'starts_at' | 'ends_at'>): number {
  return (ends_at.getTime() - starts_at.getTime()) / MINUTE_MS;
}

function clientOf(row: AppointmentRow, viewerId: number | undefined): AppointmentDto['client'] {
  if (row.client === null) return null;
  const { id, name, phone, email, userId } = row.client;
  if (row.user_id === viewerId && userId !== viewerId) return null;
  return { id, name, phone, email };
}
