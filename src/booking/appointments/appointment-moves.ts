import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { AppointmentClients, type BookedFor } from './appointment-clients.js';
import type { AppointmentChangesDto } from './appointment-bodies.dto.js';
import { takesTimeAgain } from './appointment.states.js';
import type { AppointmentRow } from './appointment.row.js';
import { type AppointmentColumns, priceWith, slotColumns } from './appointment.writes.js';
import { BookingDefaults } from './booking-defaults.js';
import { ClientLimits } from './client-limits.service.js';
import { ClientRules } from './client-rules.service.js';
import { type RequestedMove, requestedMove } from './requested-move.js';
import { type ChosenSlot, SlotChoice } from './slot-choice.js';
import type { Override } from './slot-overrides.js';

type Columns = Partial<AppointmentColumns>;

/** Moves appointments to another time, barber, service, length or client, within the rules of slots and of the client. */
@Injectable()
export class AppointmentMoves {
  constructor(
    private readonly database: Database,
    private readonly clients: AppointmentClients,
    private readonly rules: ClientRules,
    private readonly limits: ClientLimits,
    private readonly defaults: BookingDefaults,
    private readonly slots: SlotChoice,
  ) {}

  /**
   * The columns of the move that a change asks for; none but the zone if it asks for no other slot and no other client. An
   * appointment that becomes another client's, or is confirmed again, is held to the limits of a new one. Locks the client first,
   * then the barbers.
   * @throws Problem `conflict`, `too-late-to-cancel`, `client-blocked`, `client-busy`, `too-many-bookings`, `client-exists`, and those
   * of {@link SlotChoice.choose}; for one that takes its old time again, an overlap is found when it is written
   */
  async columnsOf(row: AppointmentRow, body: AppointmentChangesDto, isStaff: boolean): Promise<Columns> {
    const timezone = body.timezone ?? (await this.zoneOf(row, body));
    const zoned = timezone === row.timezone ? {} : { timezone };
    const move = requestedMove(row, body, timezone);
    const client = await this.otherClient(row, body);
    const takesItsTimeAgain = takesTimeAgain(row.status, body.status);
    if (move === undefined && client === undefined && !takesItsTimeAgain) return zoned;
    if (!isStaff) {
      await this.rules.assertMayMove(row);
      await this.rules.assertMayMoveAgain(row);
    }
    const overrides = new Set(body.override);
    // One who is erased has no limits any more.
    const clientId = client?.clientId ?? row.client?.id;
    const locked = clientId === undefined ? undefined : await this.limits.lock(clientId);
    if (!isStaff) locked?.assertNotBlocked();
    const slot = move && (await this.slotFor(row, move, overrides, isStaff));
    if (slot === undefined && takesItsTimeAgain) await this.slots.lockBarbers('id', row.barber_id);
    const { startsAt, endsAt } = slot ?? { startsAt: row.starts_at, endsAt: row.ends_at };
    if (locked !== undefined && !overrides.has('limits')) {
      const visit = { startsAt, endsAt, appointmentId: row.id };
      const isAsNew = client !== undefined || (takesItsTimeAgain && row.status === 'cancelled');
      await (isAsNew ? this.limits.assertMayBook(locked, visit) : locked.assertFree(visit));
    }
    return {
      ...zoned,
      ...(client === undefined ? {} : { client_id: client.clientId, user_id: client.userId }),
      ...(slot === undefined ? {} : await this.slotChanges(row, slot)),
      ...(slot === undefined || isStaff ? {} : { moves: row.moves + 1 }),
    };
  }

  /**
   * The zone on whose clock the appointment is shown after the change: its own, but for one on the clock of its location that goes
   * to another location, which is on the clock of that one.
   * @throws Problem `not-found`
   */
  private async zoneOf(
    row: AppointmentRow,
    { locationId, barberId }: AppointmentChangesDto,
  ): Promise<string> {
    const isElsewhere =
      locationId === undefined
        ? barberId !== undefined && barberId !== row.barber_id
        : locationId !== row.location_id;
    if (!isElsewhere || row.timezone !== row.location.timezone) return row.timezone;
    return (await this.defaults.find(null, locationId, locationId === undefined ? barberId : undefined))
      .timezone;
  }

  private async slotFor(
    row: AppointmentRow,
    move: RequestedMove,
    named: ReadonlySet<Override>,
    isStaff: boolean,
  ): Promise<ChosenSlot> {
    const { locationId, businessId } = await this.defaults.find(null, move.locationId, move.barberId);
    if (locationId !== row.location_id && businessId !== (await this.businessOf(row))) {
      throw new Problem(
        'conflict',
        'The location belongs to another business: cancel the appointment, and book there.',
      );
    }
    const start = row.starts_at.getTime();
    const keepsBarber = move.barberId === row.barber_id;
    // An appointment that keeps its time need not begin where slots begin today, nor be announced again.
    const kept: Override[] = move.start !== start ? [] : isStaff ? ['grid', 'notice', 'horizon'] : ['grid'];
    try {
      return await this.slots.choose({
        ...move,
        locationId,
        businessId,
        overrides: new Set([...named, ...kept]),
        movedByStaffFrom: isStaff ? start : undefined,
        keptAtLocationId: move.serviceId === row.service_id ? row.location_id : undefined,
        offeringBarberId: keepsBarber && move.serviceId === row.service_id ? row.barber_id : undefined,
        ignoreAppointmentId: row.id,
      });
    } catch (error) {
      const isElsewhere = error instanceof Problem && error.code === 'not-found' && keepsBarber;
      if (!isElsewhere || !(await this.hasLeft(row))) throw error;
      throw new Problem(
        'outside-availability',
        'The barber no longer works at this location: choose another barber, or their new location.',
        { cause: error },
      );
    }
  }

  private async hasLeft({ barber_id, location_id }: AppointmentRow): Promise<boolean> {
    const here = await this.database.query('SELECT FROM barbers WHERE id = $1 AND location_id = $2', [
      barber_id,
      location_id,
    ]);
    return here.length === 0;
  }

  /**
   * With another service, its price; with another barber, theirs, if one of the two has a price of their own; else the one that was
   * agreed on.
   */
  private async slotChanges(row: AppointmentRow, slot: ChosenSlot): Promise<Columns> {
    const hasOtherService = slot.serviceId !== row.service_id;
    if (!hasOtherService && slot.barberId === row.barber_id) return slotColumns(slot);
    const [price] = await this.database.query<Pick<AppointmentColumns, 'price_cents' | 'currency'>>(
      `SELECT ${priceWith('$1')} AS price_cents, currency FROM services
       WHERE id = $2 AND ($3 OR EXISTS (
         SELECT FROM barber_services
         WHERE service_id = services.id AND barber_id IN ($1, $4) AND barber_services.price_cents IS NOT NULL))`,
      [slot.barberId, slot.serviceId, hasOtherService, row.barber_id],
    );
    return { ...slotColumns(slot), ...price };
  }

  private async otherClient(
    row: AppointmentRow,
    body: AppointmentChangesDto,
  ): Promise<BookedFor | undefined> {
    if (body.clientId === row.client_id || (body.clientId ?? body.client) === undefined) return undefined;
    const client = await this.clients.named(await this.businessOf(row), body);
    return client?.clientId === row.client_id ? undefined : client;
  }

  private async businessOf({ location_id }: AppointmentRow): Promise<number> {
    return (await this.defaults.find(null, location_id, undefined)).businessId;
  }
}
