import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { reaches } from '../../auth/rights.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import {
  APPOINTMENT_COLUMNS,
  type AppointmentRow,
  toAppointmentDto,
} from '../appointments/appointment.row.js';
import { notFound } from '../missing.problem.js';
import { type Interval, isNotEmpty, merged, without } from '../wall-time/interval.js';
import { resolveWindows } from '../wall-time/window-resolution.js';
import { NO_HOURS } from '../wall-time/windows.js';
import { dateAt, shiftDate, wallTimeAt, zoneDay, type ZoneDay } from '../wall-time/zone-day.js';
import type { DaySheetDto } from './day-sheet.dto.js';
import {
  BLOCKING_THE_DAY,
  DAY_BARBERS_SQL,
  DAY_PLACE_SQL,
  type DayBarberRow,
  type DayPlaceRow,
} from './day-sheet.sql.js';

type BarberDay = DaySheetDto['barbers'][number];

/** Reads a day of a location. It names persons, so it is not cached. */
@Injectable()
export class DaySheetService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The barbers of a location with their working hours, appointments and time off on a date; of all barbers for staff of the
   * location, of themselves for a barber.
   * @param date on the calendar of the location; default: today
   * @throws Problem `not-found`, `forbidden` for those who do not work there
   */
  async get(caller: Caller, locationId: number, date?: string): Promise<DaySheetDto> {
    const now = this.clock.now();
    const [place] = await this.database.query<DayPlaceRow>(
      DAY_PLACE_SQL,
      [locationId, date ?? dateAt('UTC', now)],
      { lane: 'staff' },
    );
    if (place === undefined) throw notFound('location', locationId);
    const day = date ?? dateAt(place.timezone, now);
    const barbers = await this.barbersOf(caller, locationId, day, place);
    const appointments = await this.appointmentsOf(barbers, zoneDay(place.timezone, day));
    return {
      date: day,
      timezone: place.timezone,
      locationId,
      barbers: barbers.map((barber) => {
        const own = appointments.filter(({ barber_id }) => barber_id === barber.id);
        return dayOf(barber, place, day, own, (row) =>
          row.location_id === locationId ? toAppointmentDto(row, caller.id) : undefined,
        );
      }),
    };
  }

  private async barbersOf(
    caller: Caller,
    locationId: number,
    date: string,
    { timezone }: DayPlaceRow,
  ): Promise<readonly DayBarberRow[]> {
    const { from, until } = zoneDay(timezone, date);
    const all = await this.database.query<DayBarberRow>(
      DAY_BARBERS_SQL,
      [locationId, date, new Date(from), new Date(until)],
      { lane: 'staff' },
    );
    if (reaches(caller, 'schedule.read', { locationId })) return all;
    const own = all.filter(({ userId }) => userId === caller.id);
    if (own.length > 0) return own;
    throw new Problem('forbidden', 'This location is not one of yours.');
  }

  /** Appointments of the day, also those that only reach into it, or into a night that begins on it. */
  private async appointmentsOf(
    barbers: readonly DayBarberRow[],
    { from, until }: Interval,
  ): Promise<readonly AppointmentRow[]> {
    return this.database.query<AppointmentRow>(
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointments WHERE ${BLOCKING_THE_DAY} ORDER BY starts_at, id`,
      [barbers.map(({ id }) => id), new Date(from), new Date(until + DAY_MS)],
      { lane: 'staff' },
    );
  }
}

function dayOf(
  barber: DayBarberRow,
  place: DayPlaceRow,
  date: string,
  appointments: readonly AppointmentRow[],
  shown: (row: AppointmentRow) => BarberDay['bookings'][number] | undefined,
): BarberDay {
  const day = zoneDay(place.timezone, date);
  const all = windowsOf(barber, place, date);
  const windows = all.filter(({ from }) => from >= day.from && from < day.until);
  const fromNight = all.filter(({ from, until }) => from < day.from && until > day.from);
  const timeOff = barber.timeOff.map(({ startsAt, endsAt, ...rest }) => ({
    ...rest,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  }));
  const taken = [
    ...appointments.map((row) => ({ from: row.blocked_from.getTime(), until: row.blocked_until.getTime() })),
    ...timeOff.map((off) => ({ from: Date.parse(off.startsAt), until: Date.parse(off.endsAt) })),
  ];
  const begins = ({ starts_at }: AppointmentRow) =>
    starts_at.getTime() >= day.from && starts_at.getTime() < day.until;
  const goesOn = ({ starts_at, ends_at }: AppointmentRow) =>
    starts_at.getTime() < day.from && ends_at.getTime() > day.from;
  return {
    id: barber.id,
    name: barber.name,
    windows: windows.map((window) => windowOn(place.timezone, day, window)),
    bookings: appointments.filter(begins).flatMap((row) => shown(row) ?? []),
    nightBefore: {
      windows: fromNight.map((window) => windowOn(place.timezone, day, window)),
      bookings: appointments.filter(goesOn).flatMap((row) => shown(row) ?? []),
    },
    timeOff: timeOff.filter((off) => Date.parse(off.startsAt) < day.until),
    gaps: without(merged(windows), taken).map((gap) => ({
      ...instantsOf(gap),
      minutes: Math.floor((gap.until - gap.from) / MINUTE_MS),
    })),
  };
}

/** The windows of the date and of those beside it, in order. */
function windowsOf(
  { isHere, weekly, rota, overrides }: DayBarberRow,
  { timezone, hours, closures }: DayPlaceRow,
  date: string,
): Interval[] {
  if (!isHere) return [];
  const dates = [-1, 0, 1].map((days) => shiftDate(date, days));
  const rules = { weekly: weekly ?? NO_HOURS, rota, overrides, hours, closures };
  return resolveWindows(timezone, dates, rules)
    .filter(isNotEmpty)
    .toSorted((a, b) => a.from - b.from);
}

const windowOn = (zone: string, day: ZoneDay, window: Interval) => ({
  start: wallTimeOn(zone, window.from),
  end: window.until === day.until ? '24:00' : wallTimeOn(zone, window.until),
  ...instantsOf(window),
});

const instantsOf = ({ from, until }: Interval) => ({
  startsAt: new Date(from).toISOString(),
  endsAt: new Date(until).toISOString(),
});

function wallTimeOn(zone: string, instant: number): string {
  return wallTimeAt(zoneDay(zone, dateAt(zone, instant)), instant);
}
