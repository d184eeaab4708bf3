import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { NO_HOURS } from '../wall-time/windows.js';
import type { AffectedAppointmentDto, AffectedDto } from './affected.dto.js';
import { uncovered } from './coverage.js';
import {
  AFFECTED_SQL,
  APPOINTMENTS_SQL,
  type AppointmentTimesRow,
  CLEAR_SQL,
  type CoverageScope,
  HOURS_SQL,
  type HoursRow,
  LOCK_BARBERS_SQL,
  MARK_SQL,
  MARK_WITHIN_SQL,
} from './coverage.sql.js';

const MOST_AFFECTED = 200;

/**
 * Finds the appointments that a change of working hours leaves uncovered, and writes that down, so that lists need not search
 * for them. Whatever limits hours belongs into `HOURS_SQL` and `uncovered`.
 */
@Injectable()
export class Coverage {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs a change of hours in a unit of work, with the barbers of the scope locked, and adds to its result the appointments
   * that it leaves uncovered. Those that were uncovered before, such as those that staff booked beyond the hours, are not
   * among them.
   * @param preview nothing changes, and only `affected` is returned
   */
  async during<Result extends object>(
    scope: CoverageScope,
    preview: boolean | undefined,
    change: () => Promise<Result>,
  ): Promise<(Result & AffectedDto) | AffectedDto> {
    return this.unitOfWork.run(async () => {
      const barberIds = await this.lock(scope);
      const before = await this.uncoveredOf(barberIds);
      // A repeated request runs in the unit of work of its key, which a preview must not undo.
      if (preview === true) await this.database.query('SAVEPOINT preview');
      const result = await change();
      const after = await this.uncoveredOf(barberIds);
      const known = new Set(before);
      const lost = after.filter((id) => !known.has(id));
      const affected = await this.affected(lost);
      if (preview === true) {
        await this.database.query('ROLLBACK TO SAVEPOINT preview');
        return affected;
      }
      await this.writeDown(barberIds, lost, after);
      return { ...result, ...affected };
    });
  }

  /**
   * Writes down that the hours leave an appointment uncovered which counts again, unless staff had booked it beyond them. Its barber is
   * locked.
   */
  async recheck(barberId: number, id: number): Promise<void> {
    const ids = await this.uncoveredOf([barberId]);
    if (ids.includes(id)) await this.database.query(MARK_WITHIN_SQL, [[id]]);
  }

  private async lock(scope: CoverageScope): Promise<number[]> {
    // Before its barbers, as those do who write on a condition.
    if ('locationId' in scope) {
      await this.database.query('SELECT FROM locations WHERE id = $1 FOR NO KEY UPDATE', [scope.locationId]);
    }
    const parameters = 'barberId' in scope ? [scope.barberId, null] : [null, scope.locationId];
    const rows = await this.database.query<{ id: number }>(LOCK_BARBERS_SQL, parameters);
    return rows.map(({ id }) => id);
  }

  private async uncoveredOf(barberIds: readonly number[]): Promise<number[]> {
    const now = new Date(this.clock.now());
    const hours = await this.database.query<HoursRow>(HOURS_SQL, [barberIds, now]);
    const appointments = await this.database.query<AppointmentTimesRow>(APPOINTMENTS_SQL, [barberIds, now]);
    const rules = hours.map(({ weekly, ...rest }) => ({ ...rest, weekly: weekly ?? NO_HOURS }));
    return uncovered(rules, appointments).map(({ id }) => id);
  }

  private async writeDown(
    barberIds: readonly number[],
    lost: readonly number[],
    after: readonly number[],
  ): Promise<void> {
    if (lost.length > 0) await this.database.query(MARK_SQL, [lost]);
    await this.database.query(CLEAR_SQL, [barberIds, after, new Date(this.clock.now())]);
  }

  private async affected(ids: readonly number[]): Promise<Pick<AffectedDto, keyof AffectedDto>> {
    if (ids.length === 0) return { affected: [] };
    const rows = await this.database.query<Omit<AffectedAppointmentDto, 'startsAt'> & { startsAt: Date }>(
      AFFECTED_SQL,
      [ids, MOST_AFFECTED],
    );
    return {
      affected: rows.map(({ startsAt, ...rest }) => ({ ...rest, startsAt: startsAt.toISOString() })),
      ...(ids.length > MOST_AFFECTED ? { affectedTotal: ids.length } : {}),
    };
  }
}
