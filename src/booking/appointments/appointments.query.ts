import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { extentOf } from '../../auth/rights.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { Cursors } from '../../http/lists/cursor.js';
import { cappedTotal, pageOf } from '../../http/lists/list-page.js';
import { MOST_COUNTED } from '../../http/lists/list.query.js';
import { invalidField } from '../../http/problem.js';
import { FIRST_LOCATION } from '../places/first-location.sql.js';
import { notFound } from '../missing.problem.js';
import { zoneDay } from '../wall-time/zone-day.js';
import type { AppointmentDto, AppointmentsPageDto } from './appointment.dto.js';
import type { AppointmentsQueryDto } from './appointments-query.dto.js';
import { APPOINTMENT_COLUMNS, type AppointmentRow, toAppointmentDto } from './appointment.row.js';
import { AppointmentAccess } from './appointment.access.js';
import { type AppointmentFilters, countSql, pageSql, SqlValues } from './appointment-list.sql.js';
import { requestedService } from './requested-start.js';

const PAGE_SIZE = 20;
const CURSORS = new Cursors<[startsAt: number, id: number]>('bookings', ['instant', 'id']);

/** Reads the appointments that the caller may see. */
@Injectable()
export class AppointmentsQuery {
  constructor(
    private readonly database: Database,
    private readonly access: AppointmentAccess,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `not-found`, also for appointments that the caller may not see */
  async get(caller: Caller, id: number): Promise<AppointmentDto> {
    const [row] = await this.database.query<AppointmentRow>(
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointments WHERE id = $1`,
      [id],
    );
    if (row === undefined) throw notFound('appointment', id);
    await this.access.checkedIsStaff(caller, row);
    return toAppointmentDto(row, caller.id);
  }

  /**
   * A page ordered by start. Everyone sees their own appointments, and those that they serve.
   * Staff's questions can be slow, and use the staff's share of the connections.
   * @throws Problem `invalid-request`, `not-found` for a location that does not exist
   */
  async list(caller: Caller, query: AppointmentsQueryDto): Promise<AppointmentsPageDto> {
    const after = CURSORS.positionIn(query);
    const { pageSize = PAGE_SIZE, page = 1 } = query;
    const isPaged = query.limit === undefined && after === undefined;
    if (!isPaged && (query.page ?? query.pageSize) !== undefined) {
      throw invalidField('page', 'cannot be combined with limit or cursor');
    }
    const limit = query.limit ?? pageSize;
    const offset = isPaged ? (page - 1) * pageSize : 0;
    const filters = await this.filtersOf(caller, query);
    const total = isPaged || query.total === true ? await this.count(caller, filters) : undefined;
    if (offset >= MOST_COUNTED && total?.totalIsCapped === true) {
      throw invalidField('page', `reaches ${MOST_COUNTED} appointments at most: continue with nextCursor`);
    }
    const range = { isDescending: query.sort === '-startsAt', after, limit: limit + 1, offset };
    const found = pageOf(await this.rows(caller, filters, range), limit, CURSORS, query, positionOf);
    return {
      items: found.items.map((row) => toAppointmentDto(row, caller.id)),
      nextCursor: found.nextCursor,
      ...(isPaged ? { page, pageSize } : {}),
      ...total,
    };
  }

  private async rows(
    caller: Caller,
    filters: AppointmentFilters,
    range: Parameters<typeof pageSql>[3],
  ): Promise<AppointmentRow[]> {
    const values = new SqlValues();
    const page = pageSql(values, visibleTo(caller, values), filters, range);
    const direction = range.isDescending ? 'DESC' : 'ASC';
    return this.database.query<AppointmentRow>(
      `WITH page AS (${page})
       SELECT ${APPOINTMENT_COLUMNS} FROM appointments JOIN (SELECT id AS listed FROM page) AS page ON id = listed
       ORDER BY starts_at ${direction}, id ${direction}`,
      values.all,
      laneOf(caller),
    );
  }

  private async count(caller: Caller, filters: AppointmentFilters) {
    const values = new SqlValues();
    const sql = countSql(values, visibleTo(caller, values), filters, MOST_COUNTED + 1);
    const [row] = await this.database.query<{ counted: number }>(sql, values.all, laneOf(caller));
    return cappedTotal(row?.counted ?? 0);
  }

  private async filtersOf(caller: Caller, query: AppointmentsQueryDto): Promise<AppointmentFilters> {
    const { barberId, locationId, clientId, status, from, to, uncovered } = query;
    const filters = { barberId, locationId, clientId, status, uncovered, serviceId: requestedService(query) };
    const since = uncovered === true ? this.clock.now() : undefined;
    if (from === undefined && to === undefined) return { ...filters, from: since };
    const zone = query.timezone ?? (await this.zoneOf(caller, locationId));
    return {
      ...filters,
      from: from === undefined ? since : zoneDay(zone, from).from,
      until: to === undefined ? undefined : zoneDay(zone, to).until,
    };
  }

  /** The named location's zone, else the caller's own, else the first location's. */
  private async zoneOf(caller: Caller, locationId: number | undefined): Promise<string> {
    const [row] = await this.database.query<{ timezone: string | null }>(
      `SELECT CASE WHEN $1::int IS NOT NULL THEN (SELECT timezone FROM locations WHERE id = $1)
         ELSE coalesce((SELECT timezone FROM users WHERE id = $2),
                       (SELECT timezone FROM locations WHERE id = ${FIRST_LOCATION}), 'UTC') END AS timezone`,
      [locationId ?? null, caller.id],
    );
    if (row === undefined || row.timezone === null) throw notFound('location', locationId ?? 1);
    return row.timezone;
  }
}

/** The ways in which the caller may see appointments, which exclude each other. */
function visibleTo({ role, id, locationIds }: Caller, values: SqlValues): string[] {
  const extent = extentOf(role, 'bookings.serve');
  if (extent === 'all') return [''];
  const user = values.add(id);
  const own = `user_id = ${user}::int`;
  if (extent === undefined) return [own];
  const served = `barber_id = (SELECT id FROM barbers WHERE user_id = ${user}::int) AND user_id IS DISTINCT FROM ${user}::int`;
  if (extent === 'own') return [own, served];
  const elsewhere = `location_id <> ALL (${values.add(locationIds)}::int[])`;
  return [
    ...locationIds.map((location) => `location_id = ${values.add(location)}::int`),
    `${own} AND ${elsewhere}`,
    `${served} AND ${elsewhere}`,
  ];
}

const laneOf = ({ role }: Caller) => (role === 'client' ? {} : { lane: 'staff' as const });

function positionOf(row: AppointmentRow): [startsAt: number, id: number] {
  return [row.starts_at.getTime(), row.id];
}
