import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { ClientAccess } from '../clients/client.access.js';
import { toClientDto } from '../clients/client.row.js';
import type { AppointmentDto } from './appointment.dto.js';
import { APPOINTMENT_COLUMNS, type AppointmentRow, toAppointmentDto } from './appointment.row.js';
import type { ClientExportDto } from './client-history.dto.js';

/** What a business knows of a client, for its staff. */
@Injectable()
export class ClientHistory {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly access: ClientAccess,
  ) {}

  /** The client's appointments, the latest first. @throws Problem `not-found` */
  async list(caller: Caller, id: number, limit: number): Promise<AppointmentDto[]> {
    await this.access.get(caller, id);
    return this.appointmentsOf(caller, id, limit);
  }

  /** Everything, for the person to take away. @throws Problem `not-found` */
  async export(caller: Caller, id: number): Promise<ClientExportDto> {
    const client = toClientDto(await this.access.get(caller, id));
    const bookings = await this.appointmentsOf(caller, id, null);
    return { exportedAt: new Date(this.clock.now()).toISOString(), client, bookings };
  }

  private async appointmentsOf(caller: Caller, id: number, limit: number | null): Promise<AppointmentDto[]> {
    const rows = await this.database.query<AppointmentRow>(
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointments WHERE client_id = $1 ORDER BY starts_at DESC, id DESC LIMIT $2`,
      [id, limit],
    );
    return rows.map((row) => toAppointmentDto(row, caller.id));
  }
}
