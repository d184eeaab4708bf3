import { Injectable } from '@nestjs/common';
import { loginRequired } from '../../../auth/authentication.js';
import { Database } from '../../../database/database.js';
import { UnitOfWork } from '../../../events/unit-of-work.js';
import { invalidField } from '../../../http/problem.js';
import { ClientsService } from '../../clients/clients.service.js';
import { notFound } from '../../missing.problem.js';
import { FIRST_LOCATION } from '../../places/first-location.sql.js';
import { AppointmentChangesService } from '../appointment-changes.service.js';
import type { AppointmentChangesDto, NewAppointmentDto } from '../appointment-bodies.dto.js';
import type { AppointmentDto, BookedAppointmentDto } from '../appointment.dto.js';
import { APPOINTMENT_COLUMNS, type AppointmentRow, toAppointmentDto } from '../appointment.row.js';
import { AppointmentsService } from '../appointments.service.js';
import { isOfStaff } from '../staff-wishes.js';
import { type Contact, GuestLimits } from './guest-limits.service.js';
import { GuestTokens } from './guest-tokens.service.js';

/** Appointments of people without an account, where a business lets them book. */
@Injectable()
export class GuestAppointments {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly appointments: AppointmentsService,
    private readonly changes: AppointmentChangesService,
    private readonly clients: ClientsService,
    private readonly tokens: GuestTokens,
    private readonly limits: GuestLimits,
  ) {}

  /**
   * Books for who names themselves. The answer has the token by which the appointment is managed, this once.
   * @throws Problem `unauthenticated` where guests may not book, `invalid-request` without a name and an address, `rate-limited`, and
   * those of {@link AppointmentsService.create}
   */
  async create(body: NewAppointmentDto): Promise<BookedAppointmentDto> {
    const { client, ...rest } = body;
    if (!(await this.mayBookAt(body)) || isOfStaff(rest)) throw loginRequired();
    if (client === undefined) throw invalidField('client', 'is required without an account');
    if (!client.email && !client.phone) throw invalidField('client', 'needs an email or a phone number');
    return this.limits.during(client, async () =>
      this.unitOfWork.run(async () => {
        let clientId: number | null = null;
        const row = await this.appointments.book(rest, {
          account: null,
          createdBy: null,
          barberAt: async () => body.barberId,
          clientAt: async (businessId) => {
            const { isNew, ...found } = await this.clients.ofGuest(businessId, client);
            clientId = isNew ? found.clientId : null;
            return found;
          },
        });
        const manageToken = await this.tokens.issue({ appointmentId: row.id, clientId });
        return Object.assign(forGuest(row, clientId), { manageToken });
      }),
    );
  }

  /** @throws Problem `not-found` */
  async get(token: string): Promise<AppointmentDto> {
    const { appointmentId, clientId } = await this.tokens.open(token);
    const [row] = await this.database.query<AppointmentRow>(
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointments WHERE id = $1`,
      [appointmentId],
    );
    if (row === undefined) throw notFound('appointment', appointmentId);
    return forGuest(row, clientId);
  }

  /** As a client changes their own appointment. @throws Problem `not-found`, and those of {@link AppointmentChangesService.change} */
  async change(
    token: string,
    body: AppointmentChangesDto,
    ifMatch: string | undefined,
  ): Promise<AppointmentDto> {
    const changed = this.unitOfWork.run(async () => {
      const { appointmentId, clientId } = await this.tokens.open(token);
      return forGuest(await this.changes.changeBy('guest', appointmentId, body, ifMatch), clientId);
    });
    return changed.catch((error: unknown) =>
      this.limits.rethrow(error, async () => this.contactOfOther(token)),
    );
  }

  /** As a client cancels their own appointment. @throws Problem `not-found`, and those of {@link AppointmentChangesService.cancel} */
  async cancel(token: string, ifMatch: string | undefined): Promise<AppointmentDto> {
    return this.unitOfWork.run(async () => {
      const { appointmentId, clientId } = await this.tokens.open(token);
      return forGuest(await this.changes.cancelBy('guest', appointmentId, {}, ifMatch), clientId);
    });
  }

  /** How to reach the client of a guest's appointment, unless the guest's own booking made them. */
  private async contactOfOther(token: string): Promise<Contact | undefined> {
    const { appointmentId, clientId } = await this.tokens.open(token);
    const [contact] = await this.database.query<Contact>(
      `SELECT email, phone FROM clients JOIN appointments ON client_id = clients.id
       WHERE appointments.id = $1 AND clients.id IS DISTINCT FROM $2`,
      [appointmentId, clientId],
    );
    return contact;
  }

  private async mayBookAt({ locationId, barberId }: NewAppointmentDto): Promise<boolean> {
    const [settings] = await this.database.query<{ guest_booking: boolean }>(
      `SELECT guest_booking FROM booking_settings JOIN locations USING (business_id)
       WHERE locations.id = coalesce($1, CASE WHEN $2::int IS NULL THEN ${FIRST_LOCATION}
                                              ELSE (SELECT location_id FROM barbers WHERE id = $2) END)`,
      [locationId ?? null, barberId ?? null],
    );
    return settings?.guest_booking === true;
  }
}

/**
 * Tells nothing of an account, and of the client only what the guest has given the shop.
 * @param clientId whom the guest's booking made; the appointment may have become another client's
 */
function forGuest(row: AppointmentRow, clientId: number | null): AppointmentDto {
  const dto = toAppointmentDto(row, undefined);
  const client = dto.client?.id === clientId ? dto.client : null;
  return Object.assign(dto, { userId: null, createdBy: null, client });
}
