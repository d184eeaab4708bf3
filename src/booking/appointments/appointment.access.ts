import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { extentOf, reaches } from '../../auth/rights.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';
import type { AppointmentRow } from './appointment.row.js';

interface OwnBarber {
  readonly id: number;
  readonly locationId: number;
}

/** What decides who may see an appointment. */
type Seen = Pick<AppointmentRow, 'id' | 'barber_id' | 'location_id' | 'user_id'>;

/** Access to appointments: for their client, and for those who serve it. For all other callers they do not exist. */
@Injectable()
export class AppointmentAccess {
  constructor(private readonly database: Database) {}

  /** Whether the caller serves this appointment: as its barber, or as staff of its location. @throws Problem `not-found` if the caller may not see it */
  async checkedIsStaff(caller: Caller, row: Seen): Promise<boolean> {
    if (reaches(caller, 'bookings.serve', { locationId: row.location_id })) return true;
    if ((await this.ownBarber(caller))?.id === row.barber_id) return true;
    if (row.user_id !== caller.id) throw notFound('appointment', row.id);
    return false;
  }

  /** @throws Problem `not-found` if the caller may not see the appointment, `forbidden` for its client */
  async assertIsStaff(caller: Caller, row: AppointmentRow): Promise<void> {
    if (await this.checkedIsStaff(caller, row)) return;
    throw forStaffOnly();
  }

  /**
   * The barber whom the caller may book for clients at a location, where `barberId` is the requested one: barbers book only for
   * themselves; `undefined`: any.
   * @throws Problem `forbidden`
   */
  async barberToServe(
    caller: Caller,
    locationId: number,
    barberId: number | undefined,
  ): Promise<number | undefined> {
    if (reaches(caller, 'bookings.serve', { locationId })) return barberId;
    const own = await this.ownBarber(caller);
    if (own?.locationId === locationId && (barberId ?? own.id) === own.id) return own.id;
    throw forStaffOnly();
  }

  /**
   * Staff of some locations, and barbers, may not move their appointments to others.
   * @throws Problem `forbidden`
   */
  async assertMayServeAt(caller: Caller, row: AppointmentRow, locationId: number): Promise<void> {
    if (locationId === row.location_id || reaches(caller, 'bookings.serve', { locationId })) return;
    if ((await this.ownBarber(caller))?.locationId === locationId) return;
    throw new Problem('forbidden', 'That location is not one of yours.');
  }

  private async ownBarber(caller: Caller): Promise<OwnBarber | undefined> {
    if (extentOf(caller.role, 'bookings.serve') === undefined) return undefined;
    const [own] = await this.database.query<OwnBarber>(
      'SELECT id, location_id AS "locationId" FROM barbers WHERE user_id = $1',
      [caller.id],
    );
    return own;
  }
}

export function forStaffOnly(): Problem {
  return new Problem('forbidden', 'Only staff of the location may do this.');
}
