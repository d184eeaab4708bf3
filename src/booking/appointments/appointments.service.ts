import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { invalidField } from '../../http/problem.js';
import type { AppointmentDto, NewAppointmentDto } from './appointment.dto.js';
import { toAppointmentDto } from './appointment.row.js';
import { AppointmentWrites } from './appointment.writes.js';
import { IdempotencyService } from './idempotency.service.js';
import { SlotChoice } from './slot-choice.js';
import { instantOf, requestedService, requestedStart } from './requested-start.js';
import { BookingDefaults } from './booking-defaults.js';

/** Creates appointments. */
@Injectable()
export class AppointmentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly defaults: BookingDefaults,
    private readonly slots: SlotChoice,
    private readonly writes: AppointmentWrites,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * @param key value of `Idempotency-Key`: a repeated request with the same key and body gets the first result again
   * @throws Problem `invalid-request`, `not-found`, `slot-taken`, `outside-availability`, `too-soon`, `beyond-horizon`,
   * `idempotency-key-reused`
   */
  async create(caller: Caller, body: NewAppointmentDto, key: string | undefined): Promise<AppointmentDto> {
    const start = requestedStart(body);
    const serviceId = requestedService(body);
    if (start === undefined) throw invalidField('startsAt', 'is required unless date and time are sent');
    if (serviceId === undefined) throw invalidField('serviceId', 'is required');

    const create = async () => {
      const { locationId, timezone: own } = await this.defaults.find(
        caller.id,
        body.locationId,
        body.barberId,
      );
      const timezone = body.timezone ?? own;
      const wanted = { start: instantOf(start, timezone), locationId, barberId: body.barberId, serviceId };
      const slot = await this.slots.choose(wanted);
      return toAppointmentDto(
        await this.writes.insert(caller.id, slot, { timezone, notes: body.notes ?? null }),
      );
    };
    return this.unitOfWork.run(() =>
      key === undefined ? create() : this.idempotency.once(caller.id, key, body, create),
    );
  }
}
