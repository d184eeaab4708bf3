import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { dependOnlyOn } from '../../cache/read/load-scope.js';
import { Database } from '../../database/database.js';
import { notFound } from '../missing.problem.js';
import type { Interval } from '../wall-time/interval.js';
import { resolveWindows } from '../wall-time/window-resolution.js';
import { shiftDate, zoneDay } from '../wall-time/zone-day.js';
import { anywhereOnEarth, dayTags, RULES, whoTag } from '../tags.cache.js';
import { NO_HOURS } from '../wall-time/windows.js';
import { scheduleRegion } from './schedule.cache.js';
import { BLOCK_KINDS, type BlockDto, type BlockKind, type ScheduleDto } from './schedule.dto.js';
import { SCHEDULE_SQL, type ScheduleRow } from './schedule.sql.js';

/** Reads the schedule of a barber for a range of dates. */
@Injectable()
export class ScheduleService {
  constructor(private readonly database: Database) {}

  /**
   * The blocks within the dates `from` to `to` (both included) of the location's calendar: the barber's windows intersected with
   * the business hours, appointments that are not cancelled (without buffers), and time off. Blocks that extend beyond the dates
   * are not cut. One statement.
   * @throws Problem `not-found`
   */
  @Cacheable(scheduleRegion)
  async get(barberId: number, from: string, to: string): Promise<ScheduleDto> {
    const around = anywhereOnEarth(from, to);
    const [row] = await this.database.query<ScheduleRow>(SCHEDULE_SQL, [
      barberId,
      from,
      to,
      new Date(around.from),
      new Date(around.until),
    ]);
    if (row === undefined) throw notFound('barber', barberId);
    const requested: Interval = {
      from: zoneDay(row.timezone, from).from,
      until: zoneDay(row.timezone, to).until,
    };
    dependOnlyOn([RULES, whoTag(barberId), ...dayTags(barberId, requested)]);
    const blocks = blocksOf(row, from, to).filter(
      ({ startsAt, endsAt }) => Date.parse(startsAt) < requested.until && Date.parse(endsAt) > requested.from,
    );
    return { barberId, from, to, timezone: row.timezone, blocks };
  }
}

function blocksOf(row: ScheduleRow, from: string, to: string): BlockDto[] {
  const blocks = [
    ...workingWindows(row, from, to).map((window) => block('working', window.from, window.until)),
    ...row.appointments.map(({ id, startsAt, endsAt }) => ({
      ...block('appointment', startsAt, endsAt),
      appointmentId: id,
    })),
    ...row.timeOff.map(({ startsAt, endsAt }) => block('time_off', startsAt, endsAt)),
  ];
  return blocks.toSorted(byStartThenKind);
}

function workingWindows(row: ScheduleRow, from: string, to: string): Interval[] {
  const dates: string[] = [];
  for (let date = from; date <= to; date = shiftDate(date, 1)) dates.push(date);
  return resolveWindows(row.timezone, dates, {
    weekly: row.weekly ?? NO_HOURS,
    overrides: Object.fromEntries(row.overrides.map(({ date, windows }) => [date, windows])),
    hours: row.hours,
  });
}

function block(kind: BlockKind, startsAt: string | number, endsAt: string | number) {
  return { kind, startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
}

function byStartThenKind(a: BlockDto, b: BlockDto): number {
  return (
    Date.parse(a.startsAt) - Date.parse(b.startsAt) ||
    BLOCK_KINDS.indexOf(a.kind) - BLOCK_KINDS.indexOf(b.kind)
  );
}
