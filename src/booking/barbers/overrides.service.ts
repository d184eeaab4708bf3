import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { fromWindows, toWindows, type WallWindow } from '../wall-time/windows.js';
import type { OverrideDto } from './availability.dto.js';
import { BarberAccess } from './barber.access.js';
import { assertPlannable } from './plannable-time.js';
import { BarberOverride } from './barber-override.entity.js';

/** Dates on which other windows than the weekly ones apply to a barber. */
@Injectable()
export class OverridesService {
  constructor(
    private readonly database: Database,
    private readonly coverage: Coverage,
    private readonly access: BarberAccess,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `not-found`, also for a date without an override */
  async get(barberId: number, date: string): Promise<OverrideDto> {
    const found = await this.database.entities(BarberOverride, (overrides) =>
      overrides.findOneBy({ barberId, date }),
    );
    if (found === null) throw new Problem('not-found', `Barber ${barberId} has no override on ${date}.`);
    return { date, windows: fromWindows(found.windows) };
  }

  /**
   * @param windows empty: the barber is off
   * @throws Problem `invalid-request` for a date of another time, `not-found`, `forbidden`
   */
  async set(
    barberId: number,
    date: string,
    windows: readonly WallWindow[],
    caller: Caller,
    preview?: boolean,
  ): Promise<(OverrideDto & AffectedDto) | AffectedDto> {
    assertPlannable('date', Date.parse(date), this.clock.now());
    const kept = toWindows(windows);
    return this.coverage.during(this.access.scopeOf(barberId, caller), preview, async () => {
      await this.database.entities(BarberOverride, (overrides) =>
        overrides.upsert({ barberId, date, windows: kept }, ['barberId', 'date']),
      );
      return { date, windows: fromWindows(kept) };
    });
  }

  /**
   * Removes the override of that date, if there is one, so that the weekly windows apply again.
   * @throws Problem `not-found` for the barber, `forbidden`
   */
  async remove(barberId: number, date: string, caller: Caller, preview?: boolean): Promise<AffectedDto> {
    return this.coverage.during(this.access.scopeOf(barberId, caller), preview, async () => {
      await this.database.entities(BarberOverride, (overrides) => overrides.delete({ barberId, date }));
      return {};
    });
  }
}
