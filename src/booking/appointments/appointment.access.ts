import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { extentOf, reaches } from '../../auth/rights.js';
import { Database } from '../../database/database.js';
import { notFound } from '../missing.problem.js';
import type { AppointmentRow } from './appointment.row.js';

/** Access to appointments: for their client, and for those who serve it. For all other callers they do not exist. */
@Injectable()
export class AppointmentAccess {
  constructor(private readonly database: Database) {}

  /** Whether the caller serves this appointment: as its barber, or as staff of its location. @throws Problem `not-found` if the caller may not see it */
  async checkedIsStaff(caller: Caller, row: AppointmentRow): Promise<boolean> {
    if (extentOf(caller.role, 'bookings.serve') !== undefined) {
      const location = { locationId: row.location_id };
      if (reaches(caller, 'bookings.serve', location)) return true;
      if (await this.isBarber(caller.id, row.barber_id)) return true;
    }
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
