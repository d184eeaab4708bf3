import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import type { BookingDto, NewBookingDto } from './appointment.dto.js';
import { bookingOf } from './appointment.row.js';
import { AppointmentWrites } from './appointment.writes.js';
import { IdempotencyService } from './idempotency.service.js';
import { SlotChoice } from './slot-choice.js';
import { instantOf, malformed, wantedService, wantedStart } from './wanted-start.js';
import { WhereAndWhen } from './where-and-when.js';

/** Books. */
@Injectable()
export class BookingService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly whereAndWhen: WhereAndWhen,
    private readonly slots: SlotChoice,
    private readonly writes: AppointmentWrites,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * @param key of `Idempotency-Key`: the same key and body answer the first result again
   * @throws Problem `invalid-request`, `not-found`, `slot-taken`, `outside-availability`, `too-soon`, `beyond-horizon`,
   * `idempotency-key-reused`
   */
  async book(caller: Caller, body: NewBookingDto, key: string | undefined): Promise<BookingDto> {
    const start = wantedStart(body);
    const serviceId = wantedService(body);
    if (start === undefined) throw malformed('startsAt', 'is required, or date and time');
    if (serviceId === undefined) throw malformed('serviceId', 'is required');

    const book = async () => {
      const { locationId, timezone: own } = await this.whereAndWhen.of(
        caller.id,
        body.locationId,
        body.barberId,
      );
      const timezone = body.timezone ?? own;
      const wanted = { start: instantOf(start, timezone), locationId, barberId: body.barberId, serviceId };
      const slot = await this.slots.choose(wanted);
      return bookingOf(await this.writes.insert(caller.id, slot, { timezone, notes: body.notes ?? null }));
    };
    return this.unitOfWork.run(() =>
      key === undefined ? book() : this.idempotency.once(caller.id, key, body, book),
    );
  }
}
