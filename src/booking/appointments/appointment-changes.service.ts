import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { extentOf, reaches } from '../../auth/rights.js';
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

/** Changes, moves and cancels appointments. Each change locks the row, so concurrent changes are serialised. */
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
   * @throws Problem `not-found` (also for appointments that the caller may not see), `forbidden`, `version-mismatch`, `already-cancelled`,
   * `conflict`, `too-late-to-cancel`, and those of {@link SlotChoice.choose}
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
        throw new Problem(
          'forbidden',
          'Only the barber of the appointment or staff of its location may set its status.',
        );
      }
      const move = requestedMove(row, body);
      if (move !== undefined && !isStaff) await this.assertClientMayMove(row);
      const slot = move && (await this.slotFor(caller, row, move));
      if (slot !== undefined && isStaff) assertMayServe(caller, row, slot);
      const changed = await this.writes.change(id, slot, {
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
      if (!isStaff) await this.assertClientMayMove(row);
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
      throw new Problem(
        'version-mismatch',
        `The appointment is at version ${row.version}: read it again, then repeat the change.`,
      );
    }
    if (row.status === 'cancelled') {
      throw new Problem(
        'already-cancelled',
        'The appointment is cancelled, which cannot be undone: book a new one.',
      );
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
   * Rejects clients once the appointment is over, has begun, or begins within the cancellation notice; staff may still change
   * it. Moving is restricted like cancelling, because an appointment that was moved away could then be cancelled.
   */
  private async assertClientMayMove(row: AppointmentRow): Promise<void> {
    if (row.status !== 'confirmed') {
      throw new Problem(
        'conflict',
        `The appointment is ${row.status}: only staff can change it now. Call the shop.`,
      );
    }
    if (row.starts_at.getTime() <= this.clock.now()) {
      throw new Problem(
        'too-late-to-cancel',
        'The appointment has begun: only staff can change it now. Call the shop.',
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
      `An appointment can be moved or cancelled up to ${minutes} minutes before it begins: call the shop.`,
    );
  }
}

/**
 * Staff of some locations may not move their appointments to others.
 * @throws Problem `forbidden`
 */
function assertMayServe(caller: Caller, row: AppointmentRow, { locationId }: ChosenSlot): void {
  if (locationId === row.location_id || extentOf(caller.role, 'bookings.serve') !== 'location') return;
  if (reaches(caller, 'bookings.serve', { locationId })) return;
  throw new Problem('forbidden', 'That location is not one of yours.');
}
