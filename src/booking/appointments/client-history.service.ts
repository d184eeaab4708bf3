import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { Cursors } from '../../http/lists/cursor.js';
import { cappedTotal, pageOf } from '../../http/lists/list-page.js';
import { type ListQueryDto, MOST_COUNTED } from '../../http/lists/list.query.js';
import { ClientAccess } from '../clients/client.access.js';
import { toClientDto } from '../clients/client.row.js';
import { APPOINTMENT_COLUMNS, type AppointmentRow, toAppointmentDto } from './appointment.row.js';
import type { ClientExportDto, ClientHistoryDto } from './client-history.dto.js';

const PAGE_SIZE = 20;
const CURSORS = new Cursors<[startsAt: number, id: number]>('client-bookings', ['instant', 'id']);

/** What a business knows of a client, for its staff. */
@Injectable()
export class ClientHistory {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: ClientAccess,
  ) {}

  /** The client's appointments, the latest first. @throws Problem `not-found`, `invalid-request` for a cursor of another list */
  async list(caller: Caller, id: number, query: ListQueryDto): Promise<ClientHistoryDto> {
    const { limit = PAGE_SIZE, cursor } = query;
    const ofClient = { id, ...(cursor === undefined ? {} : { cursor }) };
    const [start, last] = CURSORS.positionIn(ofClient) ?? [];
    await this.access.get(caller, id);
    const rows = await this.database.query<AppointmentRow>(
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointments
       WHERE client_id = $1 AND ($2::timestamptz IS NULL OR (starts_at, id) < ($2, $3))
       ORDER BY starts_at DESC, id DESC LIMIT $4`,
      [id, start === undefined ? null : new Date(start), last ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, CURSORS, ofClient, (row) => [row.starts_at.getTime(), row.id]);
    const items = page.items.map((row) => toAppointmentDto(row, caller.id));
    return { items, nextCursor: page.nextCursor, ...(query.total === true ? await this.count(id) : {}) };
  }

  /** Everything, for the person to take away. @throws Problem `not-found` */
  async export(caller: Caller, id: number): Promise<ClientExportDto> {
    const client = toClientDto(await this.access.get(caller, id));
    const rows = await this.database.query<AppointmentRow & { override_reason: string | null }>(
      `SELECT ${APPOINTMENT_COLUMNS}, override_reason FROM appointments WHERE client_id = $1 ORDER BY starts_at DESC, id DESC`,
      [id],
    );
    const bookings = rows.map((row) =>
      Object.assign(toAppointmentDto(row, caller.id), {
        lateCancellation: row.late_cancellation,
        overrideReason: row.override_reason,
      }),
    );
    return { exportedAt: new Date(this.clock.now()).toISOString(), client, bookings };
  }

  private async count(id: number) {
    const [row] = await this.database.query<{ counted: number }>(
      `SELECT count(*)::int AS counted
       FROM (SELECT FROM appointments WHERE client_id = $1 LIMIT ${MOST_COUNTED + 1}) AS few`,
      [id],
    );
    return cappedTotal(row?.counted ?? 0);
  }
}
