import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { RequestLimit } from '../../http/limits/request-limit.js';
import { NO_HOURS } from '../wall-time/windows.js';
import type { AffectedAppointmentDto, AffectedDto } from './affected.dto.js';
import { type BarberHours, coverageBy } from './coverage.js';
import {
  AFFECTED_SQL,
  APPOINTMENT_SQL,
  APPOINTMENTS_SQL,
  type AppointmentTimesRow,
  CLEAR_SQL,
  COUNT_OF_SERVICE_SQL,
  type CoverageScope,
  HOURS_SQL,
  type HoursRow,
  LOCK_BARBERS_SQL,
  MARK_SQL,
  MARK_WITHIN_SQL,
  OF_SERVICE_SQL,
  OFFERING_SQL,
  UNMARK_SQL,
} from './coverage.sql.js';

/** `check` throws if the caller may not make the change: before the barbers are locked and their appointments read and counted. */
export type CheckedScope = CoverageScope & { readonly check?: () => Promise<unknown> };

const MOST_AFFECTED = 200;
/** How many are judged before the process may do something else. */
const AT_ONCE = 1000;
/** A chain may have more appointments of a service than fit into memory. */
const LOCATIONS_AT_ONCE = 100;
/** How many one request may judge: twice, before and after its change, for about 10 ms of a core (ADR 0032). */
const OF_ONE_REQUEST = 750;

/**
 * Finds the appointments that a change of working hours leaves uncovered, and writes that down, so that lists need not search
 * for them. Whatever limits hours belongs into `HOURS_SQL` and `coverageBy`.
 */
@Injectable()
export class Coverage {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly limit: RequestLimit,
  ) {}

  /**
   * Runs a change of hours in a unit of work, with the barbers of the scope locked, and adds to its result the appointments
   * that it leaves uncovered. Those that were uncovered before, such as those that staff booked beyond the hours, are not
   * among them. A change for thousands of appointments counts as several requests.
   * @param preview nothing changes, and only `affected` is returned
   * @throws Problem `rate-limited`
   */
  async during<Result extends object>(
    { check, ...scope }: CheckedScope,
    preview: boolean | undefined,
    change: () => Promise<Result>,
  ): Promise<(Result & AffectedDto) | AffectedDto> {
    return this.unitOfWork.run(async () => {
      await check?.();
      const barberIds = await this.lock(scope);
      const before = await this.uncoveredOf(barberIds, (count) =>
        this.limit.charge(Math.ceil(count / OF_ONE_REQUEST)),
      );
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
   * As {@link during}, for a change of where a service is offered. The hours stay, so only appointments at locations that stop offering it, or
   * begin to, are read: there may be as many as a chain has.
   * @throws Problem `rate-limited`
   */
  async duringOffer<Result extends object>(
    serviceId: number,
    preview: boolean | undefined,
    change: () => Promise<Result>,
  ): Promise<(Result & AffectedDto) | AffectedDto> {
    return this.unitOfWork.run(async () => {
      await this.database.query('SELECT FROM services WHERE id = $1 FOR NO KEY UPDATE', [serviceId]);
      const before = await this.offering(serviceId);
      if (preview === true) await this.database.query('SAVEPOINT preview');
      const result = await change();
      const after = await this.offering(serviceId);
      const [ended, begun] = [
        [...before].filter((id) => !after.has(id)),
        [...after].filter((id) => !before.has(id)),
      ];
      // A booking holds its barber from before it reads what is offered until it is made: it is seen here, or sees the change.
      if (ended.length + begun.length > 0) await this.lockBarbers(null, [...ended, ...begun]);
      const lost = await this.coveredOf(serviceId, ended);
      const affected = await this.affected(lost);
      if (preview === true) {
        await this.database.query('ROLLBACK TO SAVEPOINT preview');
        return affected;
      }
      if (lost.length > 0) await this.database.query(MARK_SQL, [lost]);
      const found = await this.coveredOf(serviceId, begun);
      if (found.length > 0) await this.database.query(UNMARK_SQL, [found]);
      return { ...result, ...affected };
    });
  }

  /**
   * Writes down that the hours leave an appointment uncovered which counts again, unless staff had booked it beyond them. Its barber is
   * locked.
   */
  async recheck(barberId: number, id: number): Promise<void> {
    const [row] = await this.database.query<AppointmentTimesRow>(APPOINTMENT_SQL, [id, this.now()]);
    if (row === undefined || coverageBy(await this.hoursOf([barberId]))(row)) return;
    await this.database.query(MARK_WITHIN_SQL, [[id]]);
  }

  private async lock(scope: CoverageScope): Promise<number[]> {
    if ('barberId' in scope) return this.lockBarbers(scope.barberId, null);
    // Before its barbers, as those do who write on a condition.
    await this.database.query('SELECT FROM locations WHERE id = $1 FOR NO KEY UPDATE', [scope.locationId]);
    return this.lockBarbers(null, [scope.locationId]);
  }

  private async lockBarbers(
    barberId: number | null,
    locationIds: readonly number[] | null,
  ): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(LOCK_BARBERS_SQL, [barberId, locationIds]);
    return rows.map(({ id }) => id);
  }

  /** @param onRead receives how many there are to judge, and may throw */
  private async uncoveredOf(
    barberIds: readonly number[],
    onRead: (count: number) => void = () => undefined,
  ): Promise<number[]> {
    const appointments = await this.database.query<AppointmentTimesRow>(APPOINTMENTS_SQL, [
      barberIds,
      this.now(),
    ]);
    onRead(appointments.length);
    const isCovered = coverageBy(await this.hoursOf(barberIds));
    return (await filtered(appointments, (each) => !isCovered(each))).map(({ id }) => id);
  }

  private async hoursOf(barberIds: readonly number[]): Promise<BarberHours[]> {
    const hours = await this.database.query<HoursRow>(HOURS_SQL, [barberIds, this.now()]);
    return hours.map(({ weekly, ...rest }) => ({ ...rest, weekly: weekly ?? NO_HOURS }));
  }

  private async writeDown(
    barberIds: readonly number[],
    lost: readonly number[],
    after: readonly number[],
  ): Promise<void> {
    if (lost.length > 0) await this.database.query(MARK_SQL, [lost]);
    await this.database.query(CLEAR_SQL, [barberIds, after, this.now()]);
  }

  private async offering(serviceId: number): Promise<Set<number>> {
    const rows = await this.database.query<{ id: number }>(OFFERING_SQL, [serviceId]);
    return new Set(rows.map(({ id }) => id));
  }

  /** The appointments of a service at some locations that are covered as long as it is offered there. */
  private async coveredOf(serviceId: number, locationIds: readonly number[]): Promise<number[]> {
    if (locationIds.length === 0) return [];
    const now = this.now();
    const [row] = await this.database.query<{ counted: number }>(COUNT_OF_SERVICE_SQL, [
      serviceId,
      now,
      locationIds,
    ]);
    this.limit.charge(Math.ceil((row?.counted ?? 0) / OF_ONE_REQUEST));
    const covered: number[] = [];
    for (let from = 0; from < locationIds.length; from += LOCATIONS_AT_ONCE) {
      const some = locationIds.slice(from, from + LOCATIONS_AT_ONCE);
      const rows = await this.database.query<AppointmentTimesRow>(OF_SERVICE_SQL, [serviceId, now, some]);
      const isCovered = coverageBy(await this.hoursOf([...new Set(rows.map(({ barberId }) => barberId))]));
      const passed = await filtered(rows, (each) => isCovered({ ...each, isOffered: true }));
      for (const { id } of passed) covered.push(id);
    }
    return covered;
  }

  private now(): Date {
    return new Date(this.clock.now());
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

/** The rows that pass; the process may do something else in between. */
async function filtered<Row>(rows: readonly Row[], passes: (row: Row) => boolean): Promise<Row[]> {
  const passed: Row[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    if (from > 0) await setImmediate();
    passed.push(...rows.slice(from, from + AT_ONCE).filter(passes));
  }
  return passed;
}
