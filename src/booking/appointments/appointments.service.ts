import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { VerifiedEmail } from '../../auth/verified-email.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { invalidField } from '../../http/problem.js';
import { AppointmentAccess } from './appointment.access.js';
import { AppointmentClients } from './appointment-clients.js';
import type { AppointmentDto, NewAppointmentDto } from './appointment.dto.js';
import { toAppointmentDto } from './appointment.row.js';
import { AppointmentWrites } from './appointment.writes.js';
import { BookingDefaults } from './booking-defaults.js';
import { ClientLimits } from './client-limits.service.js';
import { instantOf, requestedService, requestedStart } from './requested-start.js';
import { SlotChoice } from './slot-choice.js';
import { isOfStaff } from './staff-wishes.js';

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
  ) {}

  /**
   * Books for the caller, or for a client whom staff name.
   * @throws Problem `invalid-request`, `not-found`, `forbidden`, `client-exists`, `slot-taken`, `outside-availability`, `in-the-past`, `too-soon`,
   * `beyond-horizon`, `client-blocked`, `client-busy`, `too-many-bookings`, `email-not-verified`
   */
  async create(caller: Caller, body: NewAppointmentDto): Promise<AppointmentDto> {
    const start = requestedStart(body);
    const serviceId = requestedService(body);
    if (start === undefined) throw invalidField('startsAt', 'is required unless date and time are sent');
    if (serviceId === undefined) throw invalidField('serviceId', 'is required');
    await this.verifiedEmail.assertMayBook(caller);
    const isForClient = body.clientId !== undefined || body.client !== undefined;

    return this.unitOfWork.run(async () => {
      const zoneOf = isForClient ? null : caller.id;
      const found = await this.defaults.find(zoneOf, body.locationId, body.barberId);
      const { locationId, businessId } = found;
      const timezone = body.timezone ?? found.timezone;
      const barberId = isOfStaff(body)
        ? await this.access.barberToServe(caller, locationId, body.barberId)
        : body.barberId;
      const { clientId, userId } =
        (await this.clients.named(businessId, body)) ?? (await this.clients.ofUser(businessId, caller.id));
      const client = await this.limits.lock(clientId);
      const overrides = new Set(body.override);
      const slot = await this.slots.choose({
        start: instantOf(start, timezone),
        locationId,
        barberId,
        serviceId,
        overrides,
        durationMinutes: body.durationMinutes,
      });
      if (!overrides.has('limits')) await this.limits.assertMayBook(client, slot);
      const row = await this.writes.insert(slot, {
        clientId,
        userId,
        timezone,
        createdBy: caller.id,
        notes: body.notes ?? null,
        priceCents: body.priceCents,
        override: body.override,
        overrideReason: body.overrideReason,
      });
      return toAppointmentDto(row, caller.id);
    });
  }
}
