import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { dependOnlyOn } from '../../cache/read/load-scope.js';
import { Database } from '../../database/database.js';
import { notFound } from '../missing.problem.js';
import type { Interval } from '../wall-time/interval.js';
import { resolveWindows } from '../wall-time/window-resolution.js';
import { datesBetween, shiftDate, zoneDay } from '../wall-time/zone-day.js';
import { anywhereOnEarth, RULES, tagsOfWork, utcDays, whoTag } from '../tags.cache.js';
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
    const [row] = await this.database.prepared<ScheduleRow>(SCHEDULE_SQL, [
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
    dependOnlyOn([RULES, whoTag(barberId), ...tagsOfWork(barberId, utcDays(requested))]);
    const blocks = blocksOf(row, from, to)
      .filter((block) => block.from < requested.until && block.until > requested.from)
      .toSorted(byStartThenKind)
      .map(dtoOf);
    return { barberId, from, to, timezone: row.timezone, blocks };
  }
}

interface Block extends Interval {
  readonly kind: BlockKind;
  readonly appointmentId?: number;
}

function blocksOf(row: ScheduleRow, from: string, to: string): Block[] {
  return [
    ...workingWindows(row, from, to).map((window): Block => ({ kind: 'working', ...window })),
    ...row.appointments.map((span): Block => ({ ...blockOf('appointment', span), appointmentId: span.id })),
    ...row.timeOff.map((span) => blockOf('time_off', span)),
  ];
}

function workingWindows(row: ScheduleRow, from: string, to: string): Interval[] {
  const dates = datesBetween(shiftDate(from, -1), shiftDate(to, 1));
  return resolveWindows(row.timezone, dates, {
    weekly: row.weekly ?? NO_HOURS,
    rota: row.rota,
    overrides: Object.fromEntries(row.overrides.map(({ date, windows }) => [date, windows])),
    hours: row.hours,
    closures: row.closures,
  });
}

function blockOf(kind: BlockKind, { startsAt, endsAt }: ScheduleRow['timeOff'][number]): Block {
  return { kind, from: Date.parse(startsAt), until: Date.parse(endsAt) };
}

function dtoOf({ kind, from, until, appointmentId }: Block): BlockDto {
  return {
    kind,
    startsAt: new Date(from).toISOString(),
    endsAt: new Date(until).toISOString(),
    ...(appointmentId === undefined ? {} : { appointmentId }),
  };
}

function byStartThenKind(a: Block, b: Block): number {
  return a.from - b.from || BLOCK_KINDS.indexOf(a.kind) - BLOCK_KINDS.indexOf(b.kind);
}
