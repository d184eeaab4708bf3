import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { assertIfMatch } from '../../http/if-match.js';
import { Problem } from '../../http/problem.js';
import { endOfDate, WorkingTimes } from '../barbers/working-times.js';
import { zoneDay } from '../wall-time/zone-day.js';
import { AppointmentAccess } from './appointment.access.js';
import type { AppointmentDto } from './appointment.dto.js';
import { type AppointmentRow, durationOf, toAppointmentDto } from './appointment.row.js';
import { AppointmentWrites, slotColumns } from './appointment.writes.js';
import type { DayHandoverAnswerDto, HandoverDto } from './handover.dto.js';
import { type ChosenSlot, SlotChoice } from './slot-choice.js';
import type { Override } from './slot-overrides.js';

type HandedOver = DayHandoverAnswerDto['items'][number];

/** An appointment that keeps its time need not begin where slots begin today, nor be announced again. */
const KEPT_TIME: readonly Override[] = ['notice', 'grid', 'horizon'];

/** Ends the unit of work of a preview, so that nothing of it stays. */
class OnlyPreview extends Error {
  constructor(readonly items: HandedOver[]) {
    super('A preview changes nothing.');
  }
}

/** Hands appointments over to another barber, at the same time, place, length and price. */
@Injectable()
export class HandoverService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly access: AppointmentAccess,
    private readonly slots: SlotChoice,
    private readonly writes: AppointmentWrites,
    private readonly working: WorkingTimes,
  ) {}

  /**
   * Hands one appointment over: to the requested barber, else to a free one ({@link BarberCandidates.inOrder}).
   * @throws Problem `not-found`, `forbidden`, `version-mismatch`, `conflict` unless it is confirmed, `nobody-free`, and those of
   * {@link SlotChoice.choose} for a requested barber
   * @param fromBarberId whose it must still be; it stays with another barber who has it by now
   */
  async reassign(
    caller: Caller,
    id: number,
    body: HandoverDto,
    ifMatch?: string,
    fromBarberId?: number,
  ): Promise<AppointmentDto> {
    return this.unitOfWork.run(async () => {
      const row = await this.writes.lock(id);
      if (fromBarberId !== undefined && fromBarberId !== row.barber_id)
        return toAppointmentDto(row, caller.id);
      await this.access.assertIsStaff(caller, row);
      assertIfMatch(ifMatch, row.version);
      if (row.status !== 'confirmed') {
        throw new Problem('conflict', `The appointment is ${row.status}: there is nothing to hand over.`);
      }
      if (body.barberId === row.barber_id) return toAppointmentDto(row, caller.id);
      const changed = await this.writes.change(row, {
        ...slotColumns(await this.slotOf(row, body)),
        ...(body.override?.length
          ? { override: body.override, override_reason: body.overrideReason ?? null }
          : {}),
      });
      return toAppointmentDto(changed, caller.id);
    });
  }

  /**
   * Hands over all confirmed appointments of a barber's day, and of the night that begins on it, that are not over, one after another:
   * each is a unit of work of its own, and one that no barber can take stays where it is. A preview does the same and takes all of it back.
   * @throws Problem `not-found`, `forbidden`
   */
  async reassignDay(
    caller: Caller,
    barberId: number,
    date: string,
    isPreview: boolean,
  ): Promise<DayHandoverAnswerDto> {
    const ids = await this.unitOfWork.run(() => this.idsOfDay(caller, barberId, date));
    if (!isPreview) return { items: await this.handOver(caller, barberId, ids) };
    try {
      return await this.unitOfWork.run(async () => {
        throw new OnlyPreview(await this.handOver(caller, barberId, ids));
      });
    } catch (error) {
      if (error instanceof OnlyPreview) return { items: error.items };
      throw error;
    }
  }

  /** Sent twice at once, a request finds appointments that the other one has handed over already. */
  private async handOver(caller: Caller, from: number, ids: readonly number[]): Promise<HandedOver[]> {
    // Those of one transaction, of a preview or of a request with a key, would hold a barber while they wait for the next.
    if (this.database.currentTransaction !== undefined) await this.lockAll(ids);
    const items: HandedOver[] = [];
    for (const bookingId of ids) {
      try {
        const { barberId } = await this.reassign(caller, bookingId, {}, undefined, from);
        items.push({ bookingId, barberId });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        items.push({ bookingId, barberId: null, problem: error.code });
      }
    }
    return items;
  }

  /** Locks the appointments, and then all barbers who may get them, in the order in which bookings and walk-ins lock. */
  private async lockAll(ids: readonly number[]): Promise<void> {
    await this.database.query(
      'SELECT FROM appointments WHERE id = ANY ($1::int[]) ORDER BY id FOR NO KEY UPDATE',
      [ids],
    );
    await this.database.query(
      `SELECT FROM barbers WHERE location_id IN (SELECT location_id FROM appointments WHERE id = ANY ($1::int[]))
       ORDER BY id FOR NO KEY UPDATE`,
      [ids],
    );
  }

  private async idsOfDay(caller: Caller, barberId: number, date: string): Promise<number[]> {
    const rules = await this.working.of(barberId, date, date);
    await this.access.barberToServe(caller, rules.locationId, barberId);
    const { from } = zoneDay(rules.timezone, date);
    // Of a barber who is off on that date by now, the night that they usually have.
    const until = Math.max(endOfDate(date, rules), endOfDate(date, { ...rules, overrides: {} }));
    const rows = await this.database.query<{ id: number }>(
      `SELECT id FROM appointments WHERE barber_id = $1 AND status = 'confirmed'
         AND starts_at >= $2 AND starts_at < $3 AND ends_at > $4 ORDER BY starts_at`,
      [barberId, new Date(from), new Date(until), new Date(this.clock.now())],
    );
    return rows.map(({ id }) => id);
  }

  private async slotOf(row: AppointmentRow, { barberId, override = [] }: HandoverDto): Promise<ChosenSlot> {
    try {
      return await this.slots.choose({
        start: row.starts_at.getTime(),
        locationId: row.location_id,
        serviceId: row.service_id,
        barberId,
        durationMinutes: durationOf(row),
        keptAtLocationId: row.location_id,
        exceptBarberId: row.barber_id,
        overrides: new Set([...KEPT_TIME, ...override]),
        ignoreAppointmentId: row.id,
      });
    } catch (error) {
      if (barberId !== undefined || !(error instanceof Problem)) throw error;
      throw new Problem('nobody-free', 'No other barber of the location is free at that time.', {
        cause: error,
      });
    }
  }
}
