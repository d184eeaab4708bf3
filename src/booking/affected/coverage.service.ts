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
  LOCK_BARBER_SQL,
  LOCK_BARBERS_AT_SQL,
  LOCK_BARBERS_FOR_SQL,
  MARK_SQL,
  MARK_WITHIN_SQL,
} from './coverage.sql.js';

const MOST_AFFECTED = 200;

/** Whose appointments a change may leave uncovered: of barbers who are locked; of one service, or all. */
interface Watched {
  readonly barberIds: readonly number[];
  readonly serviceId: number | null;
}

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
      const watched = await this.lock(scope);
      const before = await this.uncoveredOf(watched);
      // A repeated request runs in the unit of work of its key, which a preview must not undo.
      if (preview === true) await this.database.query('SAVEPOINT preview');
      const result = await change();
      const after = await this.uncoveredOf(watched);
      const known = new Set(before);
      const lost = after.filter((id) => !known.has(id));
      const affected = await this.affected(lost);
      if (preview === true) {
        await this.database.query('ROLLBACK TO SAVEPOINT preview');
        return affected;
      }
      await this.writeDown(watched, lost, after);
      return { ...result, ...affected };
    });
  }

  /**
   * Writes down that the hours leave an appointment uncovered which counts again, unless staff had booked it beyond them. Its barber is
   * locked.
   */
  async recheck(barberId: number, id: number): Promise<void> {
    const ids = await this.uncoveredOf({ barberIds: [barberId], serviceId: null });
    if (ids.includes(id)) await this.database.query(MARK_WITHIN_SQL, [[id]]);
  }

  private async lock(scope: CoverageScope): Promise<Watched> {
    const locked = async (sql: string, values: readonly unknown[]) =>
      (await this.database.query<{ id: number }>(sql, values)).map(({ id }) => id);
    if (scope === 'none') return { barberIds: [], serviceId: null };
    if ('barberId' in scope) {
      return { barberIds: await locked(LOCK_BARBER_SQL, [scope.barberId]), serviceId: null };
    }
    // What the change is about comes before its barbers, as with those who write on a condition.
    if ('locationId' in scope) {
      const { locationId } = scope;
      await this.database.query('SELECT FROM locations WHERE id = $1 FOR NO KEY UPDATE', [locationId]);
      return { barberIds: await locked(LOCK_BARBERS_AT_SQL, [locationId]), serviceId: null };
    }
    const { serviceId } = scope;
    await this.database.query('SELECT FROM services WHERE id = $1 FOR NO KEY UPDATE', [serviceId]);
    const barberIds = await locked(LOCK_BARBERS_FOR_SQL, [serviceId, new Date(this.clock.now())]);
    return { barberIds, serviceId };
  }

  private async uncoveredOf(watched: Watched): Promise<number[]> {
    const now = new Date(this.clock.now());
    const appointments = await this.database.query<AppointmentTimesRow>(APPOINTMENTS_SQL, [
      watched.barberIds,
      now,
      watched.serviceId,
    ]);
    const busy = [...new Set(appointments.map(({ barberId }) => barberId))];
    const hours = await this.database.query<HoursRow>(HOURS_SQL, [busy, now]);
    const rules = hours.map(({ weekly, ...rest }) => ({ ...rest, weekly: weekly ?? NO_HOURS }));
    return uncovered(rules, appointments).map(({ id }) => id);
  }

  private async writeDown(
    { barberIds, serviceId }: Watched,
    lost: readonly number[],
    after: readonly number[],
  ): Promise<void> {
    if (lost.length > 0) await this.database.query(MARK_SQL, [lost]);
    await this.database.query(CLEAR_SQL, [barberIds, new Date(this.clock.now()), serviceId, after]);
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
