import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { notFound } from '../missing.problem.js';
import type { AppointmentRow } from './appointment.row.js';

/** Access to appointments: for their client, their barber and admins. For all other callers they do not exist. */
@Injectable()
export class AppointmentAccess {
  constructor(private readonly database: Database) {}

  /** Whether the caller is an admin or the barber of this appointment. @throws Problem `not-found` if the caller may not see it */
  async checkedIsStaff(caller: Caller, row: AppointmentRow): Promise<boolean> {
    if (caller.role === 'admin') return true;
    if (caller.role === 'barber' && (await this.isBarber(caller.id, row.barber_id))) return true;
    if (row.user_id !== caller.id) throw notFound('appointment', row.id);
    return false;
  }

  private async isBarber(userId: number, barberId: number): Promise<boolean> {
    const own = await this.database.query('SELECT FROM barbers WHERE id = $1 AND user_id = $2', [
      barberId,
      userId,
    ]);
    return own.length > 0;
  }
}
