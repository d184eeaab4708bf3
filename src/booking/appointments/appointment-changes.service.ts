import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { assertIfMatch } from '../../http/if-match.js';
import { invalidField, Problem } from '../../http/problem.js';
import { Coverage } from '../affected/coverage.service.js';
import { AppointmentAccess, forStaffOnly } from './appointment.access.js';
import { AppointmentClients } from './appointment-clients.js';
import type { AppointmentChangesDto, AppointmentCancellationDto } from './appointment-bodies.dto.js';
import type { AppointmentDto } from './appointment.dto.js';
import { AppointmentMoves } from './appointment-moves.js';
import { type AppointmentRow, toAppointmentDto } from './appointment.row.js';
import { assertBegun, missedUntil, takesTimeAgain, transition } from './appointment.states.js';
import { type AppointmentColumns, AppointmentWrites } from './appointment.writes.js';
import { ClientRules } from './client-rules.service.js';
import { GuestLimits } from './guests/guest-limits.service.js';
import { isOfStaff } from './staff-wishes.js';

/** Changes, moves and cancels appointments. Each change locks the row, so concurrent changes are serialised. */
@Injectable()
export class AppointmentChangesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly access: AppointmentAccess,
    private readonly rules: ClientRules,
    private readonly moves: AppointmentMoves,
    private readonly writes: AppointmentWrites,
    private readonly coverage: Coverage,
    private readonly clients: AppointmentClients,
    private readonly guests: GuestLimits,
  ) {}

  /**
   * Makes all changes or none. If nothing differs, nothing is written and the version stays.
   * @param ifMatch the `If-Match` field
   * @throws Problem `not-found` (also for appointments that the caller may not see), `forbidden`, `version-mismatch`, `too-early`,
   * `already-cancelled`, `conflict`, `too-late-to-cancel`, and those of {@link AppointmentMoves}
   */
  async change(
    caller: Caller,
    id: number,
    body: AppointmentChangesDto,
    ifMatch: string | undefined,
  ): Promise<AppointmentDto> {
    const changed = this.changeBy(caller, id, body, ifMatch).catch((error: unknown) =>
      this.guests.rethrow(error, async () => this.clients.unprovedAddressOf(caller.id)),
    );
    return toAppointmentDto(await changed, caller.id);
  }

  /** As {@link change}, also for a guest who has the appointment's link. */
  async changeBy(
    who: Caller | 'guest',
    id: number,
    body: AppointmentChangesDto,
    ifMatch: string | undefined,
  ): Promise<AppointmentRow> {
    if (body.status === 'cancelled') {
      assertAlone(body);
      return this.cancelBy(who, id, {}, ifMatch);
    }
    return this.unitOfWork.run(async () => {
      const { row, isStaff } = await this.locked(who, id, ifMatch);
      if (!isStaff && (isOfStaff(body) || body.status !== undefined)) throw forStaffOnly();
      const columns = await this.changed(row, body, isStaff);
      if (isStaff && who !== 'guest') {
        await this.access.assertMayServeAt(who, row, columns.location_id ?? row.location_id);
      }
      if (Object.keys(columns).length === 0) return row;
      const overridden = body.override?.length
        ? { override: body.override, override_reason: body.overrideReason ?? null }
        : {};
      const changed = await this.writes.change(row, { ...columns, ...overridden });
      if (takesTimeAgain(row.status, changed.status)) await this.coverage.recheck(changed.barber_id, id);
      return changed;
    });
  }

  /** @throws Problem `not-found`, `version-mismatch`, `already-cancelled`, `conflict`, `too-late-to-cancel` */
  async cancel(
    caller: Caller,
    id: number,
    body: AppointmentCancellationDto,
    ifMatch: string | undefined,
  ): Promise<AppointmentDto> {
    return toAppointmentDto(await this.cancelBy(caller, id, body, ifMatch), caller.id);
  }

  /** As {@link cancel}, also for a guest who has the appointment's link. */
  async cancelBy(
    who: Caller | 'guest',
    id: number,
    { reason, by = 'client' }: AppointmentCancellationDto,
    ifMatch: string | undefined,
  ): Promise<AppointmentRow> {
    return this.unitOfWork.run(async () => {
      const { row, isStaff } = await this.locked(who, id, ifMatch);
      const now = this.clock.now();
      transition(row, 'cancelled', { isStaff, now });
      if (!isStaff && by === 'shop') throw forStaffOnly();
      if (!isStaff) await this.rules.assertMayMove(row);
      return this.writes.change(row, {
        status: 'cancelled',
        cancelled_at: new Date(now),
        cancellation_reason: reason ?? null,
        late_cancellation: by === 'client' && (await this.rules.isLate(row)),
      });
    });
  }

  /** The columns that differ from the row. */
  private async changed(
    row: AppointmentRow,
    body: AppointmentChangesDto,
    isStaff: boolean,
  ): Promise<Partial<AppointmentColumns>> {
    const { status = row.status, notes = row.notes } = body;
    if (status === row.status && row.status === 'cancelled') {
      throw new Problem('already-cancelled', 'The appointment is cancelled: staff can confirm it again.');
    }
    const moved = await this.moves.columnsOf(row, body, isStaff);
    const { starts_at = row.starts_at, blocked_until = row.blocked_until } = moved;
    if (moved.starts_at !== undefined) assertBegun({ status, starts_at }, this.clock.now());
    const priced = moved.price_cents === undefined ? row.price_cents : moved.price_cents;
    const columns = {
      ...(status === row.status
        ? {}
        : this.statusColumns({ status: row.status, starts_at }, status, isStaff)),
      ...moved,
      ...(status === 'no_show' && (status !== row.status || moved.starts_at !== undefined)
        ? { blocked_until: missedUntil(starts_at, blocked_until, this.clock.now()) }
        : {}),
      ...(notes === row.notes ? {} : { notes }),
      ...(body.priceCents === undefined || body.priceCents === priced
        ? {}
        : { price_cents: body.priceCents }),
    };
    if (!isStaff && Object.keys(columns).length > 0) this.rules.assertNotOver(row);
    return columns;
  }

  private statusColumns(
    row: Pick<AppointmentRow, 'status' | 'starts_at'>,
    status: AppointmentRow['status'],
    isStaff: boolean,
  ): Partial<AppointmentColumns> {
    const { needsTime } = transition(row, status, { isStaff, now: this.clock.now() });
    if (!needsTime) return { status };
    return { status, cancelled_at: null, cancellation_reason: null, late_cancellation: false };
  }

  private async locked(
    who: Caller | 'guest',
    id: number,
    ifMatch: string | undefined,
  ): Promise<{ row: AppointmentRow; isStaff: boolean }> {
    const row = await this.writes.lock(id);
    const isStaff = who !== 'guest' && (await this.access.checkedIsStaff(who, row));
    assertIfMatch(ifMatch, row.version);
    return { row, isStaff };
  }
}

/** A change of the time together with a cancellation would be refused or lost. */
function assertAlone(body: AppointmentChangesDto): void {
  const others = Object.entries(body).filter(([name, value]) => name !== 'status' && value !== undefined);
  if (others.length > 0) throw invalidField('status', 'cancelled cannot be combined with other changes');
}
