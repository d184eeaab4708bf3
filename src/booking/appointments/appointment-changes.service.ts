import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS } from '../../time/durations.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Problem } from '../../http/problem.js';
import type { AppointmentChangesDto, AppointmentDto } from './appointment.dto.js';
import { type AppointmentRow, toAppointmentDto } from './appointment.row.js';
import { AppointmentWrites } from './appointment.writes.js';
import { AppointmentAccess } from './appointment.access.js';
import { satisfiesIfMatch } from './if-match.js';
import { type ChosenSlot, SlotChoice } from './slot-choice.js';
import { type RequestedMove, requestedMove } from './requested-move.js';
import { BookingDefaults } from './booking-defaults.js';

/** Moves, changes and cancels appointments; each locks the row, so that of two at once the second sees the first's. */
@Injectable()
export class AppointmentChangesService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly access: AppointmentAccess,
    private readonly defaults: BookingDefaults,
    private readonly slots: SlotChoice,
    private readonly writes: AppointmentWrites,
  ) {}

  /**
   * @param ifMatch the `If-Match` field
   * @throws Problem `not-found` (also for others' appointments), `forbidden`, `version-mismatch`, `already-cancelled`,
   * `conflict`, `too-late-to-cancel`, and those of a booking
   */
  async change(
    caller: Caller,
    id: number,
    body: AppointmentChangesDto,
    ifMatch: string | undefined,
  ): Promise<AppointmentDto> {
    return this.unitOfWork.run(async () => {
      const { row, isStaff } = await this.locked(caller, id, ifMatch);
      if (body.status !== undefined && !isStaff) {
        throw new Problem('forbidden', 'Only the barber or an admin may set the status.');
      }
      const move = requestedMove(row, body);
      if (move !== undefined && !isStaff) await this.refuseToClient(row);
      const changed = await this.writes.change(id, move && (await this.slotFor(caller, row, move)), {
        status: body.status ?? row.status,
        timezone: body.timezone ?? row.timezone,
        notes: body.notes === undefined ? row.notes : body.notes,
      });
      return toAppointmentDto(changed);
    });
  }

  /** @throws Problem `not-found`, `version-mismatch`, `already-cancelled`, `conflict`, `too-late-to-cancel` */
  async cancel(caller: Caller, id: number, ifMatch: string | undefined): Promise<AppointmentDto> {
    return this.unitOfWork.run(async () => {
      const { row, isStaff } = await this.locked(caller, id, ifMatch);
      if (!isStaff) await this.refuseToClient(row);
      return toAppointmentDto(await this.writes.change(id, undefined, { ...row, status: 'cancelled' }));
    });
  }

  private async locked(
    caller: Caller,
    id: number,
    ifMatch: string | undefined,
  ): Promise<{ row: AppointmentRow; isStaff: boolean }> {
    const row = await this.writes.lock(id);
    const isStaff = await this.access.checkedIsStaff(caller, row);
    if (!satisfiesIfMatch(ifMatch, row.version)) {
      throw new Problem('version-mismatch', `The appointment is at version ${row.version}: read it again.`);
    }
    if (row.status === 'cancelled') {
      throw new Problem('already-cancelled', 'A cancelled appointment does not come back: book a new one.');
    }
    return { row, isStaff };
  }

  private async slotFor(caller: Caller, row: AppointmentRow, move: RequestedMove): Promise<ChosenSlot> {
    const { locationId } = await this.defaults.find(caller.id, move.locationId, move.barberId);
    return this.slots.choose({
      ...move,
      locationId,
      evenInactive: move.serviceId === row.service_id,
      ignoreAppointmentId: row.id,
    });
  }

  /**
   * What is over, has begun, or begins within the cancellation notice is the shop's to move or cancel: moved first, it
   * could be cancelled after all.
   */
  private async refuseToClient(row: AppointmentRow): Promise<void> {
    if (row.status !== 'confirmed') {
      throw new Problem('conflict', `The appointment is ${row.status}: only the barber can change it now.`);
    }
    if (row.starts_at.getTime() <= this.clock.now()) {
      throw new Problem(
        'too-late-to-cancel',
        'The appointment has begun: only the barber can change it now.',
      );
    }
    const [{ minutes } = { minutes: 0 }] = await this.database.query<{ minutes: number }>(
      `SELECT s.cancellation_notice_minutes AS minutes FROM locations l
       JOIN booking_settings s ON s.business_id = l.business_id WHERE l.id = $1`,
      [row.location_id],
    );
    if (this.clock.now() <= row.starts_at.getTime() - minutes * MINUTE_MS) return;
    throw new Problem(
      'too-late-to-cancel',
      `Appointments are moved or cancelled at least ${minutes} minutes ahead: call the shop.`,
    );
  }
}
