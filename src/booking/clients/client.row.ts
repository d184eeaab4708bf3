import type { ClientDto } from './client.dto.js';

/** A row of `clients` with the columns of {@link CLIENT_COLUMNS}. */
export interface ClientRow extends Omit<ClientDto, 'createdAt'> {
  readonly createdAt: Date;
}

/** What was missed and what was cancelled late is counted when it is read: no writer can forget to. */
export const CLIENT_COLUMNS = `
  id, business_id AS "businessId", user_id AS "userId", name, phone, email, notes, blocked, version, created_at AS "createdAt",
  (SELECT count(*) FROM appointments WHERE client_id = clients.id AND status = 'no_show')::int AS "noShows",
  (SELECT count(*) FROM appointments WHERE client_id = clients.id AND late_cancellation)::int AS "lateCancellations"`;

export function toClientDto(row: ClientRow): ClientDto {
  return { ...row, createdAt: row.createdAt.toISOString() };
}
