import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { VerifiedEmail } from '../../auth/verified-email.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { invalidField } from '../../http/problem.js';
import { AppointmentAccess } from './appointment.access.js';
import { AppointmentClients, type BookedFor } from './appointment-clients.js';
import type { AppointmentDto } from './appointment.dto.js';
import type { NewAppointmentDto } from './appointment-bodies.dto.js';
import { type AppointmentRow, toAppointmentDto } from './appointment.row.js';
import { AppointmentWrites } from './appointment.writes.js';
import { BookingDefaults } from './booking-defaults.js';
import { GuestLimits } from './guests/guest-limits.service.js';
import { ClientLimits } from './client-limits.service.js';
import { instantOf, requestedService, requestedStart } from './requested-start.js';
import { SlotChoice } from './slot-choice.js';
import { isOfStaff } from './staff-wishes.js';

/** The caller who books, and the person they book for. */
export interface Booker {
  /** The account that books for itself, in its own time zone; `null`: in the location's. */
  readonly account: number | null;
  readonly createdBy: number | null;
  /** The barber at a location; `undefined`: any. @throws Problem `forbidden` */
  readonly barberAt: (locationId: number) => Promise<number | undefined>;
  /** Not called for an account that is a client there. */
  readonly clientAt: (businessId: number) => Promise<BookedFor>;
}

/** Creates appointments. */
@Injectable()
export class AppointmentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: AppointmentAccess,
    private readonly defaults: BookingDefaults,
    private readonly clients: AppointmentClients,
    private readonly limits: ClientLimits,
    private readonly slots: SlotChoice,
    private readonly writes: AppointmentWrites,
    private readonly verifiedEmail: VerifiedEmail,
    private readonly guests: GuestLimits,
  ) {}

  /**
   * Books for the caller, or for a client whom staff name.
   * @throws Problem `invalid-request`, `not-found`, `forbidden`, `client-exists`, `slot-taken`, `outside-availability`, `in-the-past`, `too-soon`,
   * `beyond-horizon`, `client-blocked`, `client-busy`, `too-many-bookings`, `email-not-verified`
   */
  async create(caller: Caller, body: NewAppointmentDto): Promise<AppointmentDto> {
    await this.verifiedEmail.assertMayBook(caller);
    const isForClient = body.clientId !== undefined || body.client !== undefined;
    const booked = this.unitOfWork.run(async () => {
      const row = await this.book(body, {
        account: isForClient ? null : caller.id,
        createdBy: caller.id,
        barberAt: async (locationId) =>
          isOfStaff(body) ? this.access.barberToServe(caller, locationId, body.barberId) : body.barberId,
        clientAt: async (businessId) =>
          (await this.clients.named(businessId, body)) ?? this.clients.ofUser(businessId, caller.id),
      });
      return toAppointmentDto(row, caller.id);
    });
    if (isForClient) return booked;
    return booked.catch((error: unknown) =>
      this.guests.rethrow(error, async () => this.clients.unprovedAddressOf(caller.id)),
    );
  }

  /** As {@link create}, for any booker. Call inside a unit of work. */
  async book(body: NewAppointmentDto, booker: Booker): Promise<AppointmentRow> {
    const start = requestedStart(body);
    const serviceId = requestedService(body);
    if (start === undefined) throw invalidField('startsAt', 'is required unless date and time are sent');
    if (serviceId === undefined) throw invalidField('serviceId', 'is required');
    const found = await this.defaults.find(booker.account, body.locationId, body.barberId);
    const { locationId, businessId } = found;
    const timezone = body.timezone ?? found.timezone;
    const barberId = await booker.barberAt(locationId);
    const { clientId, userId } = found.client
      ? { clientId: found.client.id, userId: booker.account }
      : await booker.clientAt(businessId);
    const client = found.client ?? (await this.limits.lock(clientId));
    const overrides = new Set(body.override);
    const slot = await this.slots.choose({
      start: instantOf(start, timezone),
      locationId,
      businessId,
      barberId,
      lockedBarberId: found.lockedBarberId,
      serviceId,
      overrides,
      durationMinutes: body.durationMinutes,
    });
    if (!overrides.has('limits')) await this.limits.assertMayBook(client, slot);
    return this.writes.insert(slot, {
      clientId,
      userId,
      timezone,
      createdBy: booker.createdBy,
      notes: body.notes ?? null,
      priceCents: body.priceCents,
      override: body.override,
      overrideReason: body.overrideReason,
    });
  }
}
