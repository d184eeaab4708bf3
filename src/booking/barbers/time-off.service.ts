import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { DAY_MS } from '../../time/durations.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { invalidField } from '../../http/problem.js';
import { notFound } from '../missing.problem.js';
import { BarberAccess } from './barber.access.js';
import { assertPlannable } from './plannable-time.js';
import type { NewTimeOffDto, TimeOffDto } from './time-off.dto.js';
import { TimeOff } from './time-off.entity.js';

const FIVE_YEARS_MS = 5 * 366 * DAY_MS;

/** Times in which a barber takes no appointments, regardless of their weekly windows. */
@Injectable()
export class TimeOffService {
  constructor(
    private readonly database: Database,
    private readonly coverage: Coverage,
    private readonly access: BarberAccess,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds time off. It may overlap other time off; appointments within it stay as they are.
   * @throws Problem `invalid-request` if the end is not after the start, or the time off is longer than five years or at another time,
   * `not-found`, `forbidden`
   */
  async add(
    barberId: number,
    body: NewTimeOffDto,
    caller: Caller,
    preview?: boolean,
  ): Promise<(TimeOffDto & AffectedDto) | AffectedDto> {
    const startsAt = new Date(body.startsAt);
    const endsAt = new Date(body.endsAt);
    assertValidSpan(startsAt, endsAt);
    assertPlannable('startsAt', startsAt.getTime(), this.clock.now());
    assertPlannable('endsAt', endsAt.getTime(), this.clock.now());
    return this.coverage.during({ barberId }, preview, async () => {
      await this.access.lockForChange(barberId, caller);
      const { id, reason } = await this.database.entities(TimeOff, (spans) =>
        spans.save(spans.create({ barberId, startsAt, endsAt, reason: body.reason })),
      );
      return { id, barberId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), reason };
    });
  }

  /** @throws Problem `not-found`, also for another barber's time off, `forbidden` */
  async remove(barberId: number, id: number, caller: Caller): Promise<void> {
    await this.coverage.during({ barberId }, false, async () => {
      await this.access.lockForChange(barberId, caller);
      const { affected } = await this.database.entities(TimeOff, (spans) => spans.delete({ id, barberId }));
      if (affected === 0) throw notFound('time off', id);
      return {};
    });
  }
}

function assertValidSpan(startsAt: Date, endsAt: Date): void {
  const length = endsAt.getTime() - startsAt.getTime();
  if (length > 0 && length <= FIVE_YEARS_MS) return;
  throw invalidField('endsAt', 'must be after startsAt, by five years at most');
}
