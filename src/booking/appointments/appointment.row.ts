import { dateAt, wallTimeAt, zoneDay } from '../wall-time/zone-day.js';
import type { AppointmentStatus, AppointmentDto } from './appointment.dto.js';

/** A row of `appointments` with the columns of {@link APPOINTMENT_COLUMNS}. */
export interface AppointmentRow {
  readonly id: number;
  readonly version: number;
  readonly status: AppointmentStatus;
  readonly barber_id: number;
  readonly service_id: number;
  readonly location_id: number;
  readonly user_id: number;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly timezone: string;
  readonly notes: string | null;
  readonly created_at: Date;
}

export const APPOINTMENT_COLUMNS =
  'id, version, status, barber_id, service_id, location_id, user_id, starts_at, ends_at, timezone, notes, created_at';

/** Converts a row to the answer of the API. */
export function toAppointmentDto(row: AppointmentRow): AppointmentDto {
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
    barberId: row.barber_id,
    serviceId: row.service_id,
    locationId: row.location_id,
    userId: row.user_id,
    notes: row.notes,
    version: row.version,
    createdAt: row.created_at.toISOString(),
  };
}
