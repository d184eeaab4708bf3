import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { notFound } from '../missing.problem.js';
import { zoneDay } from '../wall-time/zone-day.js';
import { UserTimezoneService } from '../users/user-timezone.service.js';
import type { AppointmentDto, AppointmentsPageDto, AppointmentsQueryDto } from './appointment.dto.js';
import { APPOINTMENT_COLUMNS, type AppointmentRow, toAppointmentDto } from './appointment.row.js';
import { AppointmentAccess } from './appointment.access.js';

/** Reads the appointments that the caller may see. */
@Injectable()
export class AppointmentsQuery {
  constructor(
    private readonly database: Database,
    private readonly access: AppointmentAccess,
    private readonly timezones: UserTimezoneService,
  ) {}

  /** @throws Problem `not-found`, also for appointments that the caller may not see */
  async get(caller: Caller, id: number): Promise<AppointmentDto> {
    const [row] = await this.database.query<AppointmentRow>(
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointments WHERE id = $1`,
      [id],
    );
    if (row === undefined) throw notFound('appointment', id);
    await this.access.checkedIsStaff(caller, row);
    return toAppointmentDto(row);
  }

  /** A page ordered by start. Clients see their own appointments, barbers also those that they are booked for, admins all. */
  async list(
    caller: Caller,
    { from, to, status, page, pageSize }: AppointmentsQueryDto,
  ): Promise<AppointmentsPageDto> {
    const zone = (await this.timezones.get(caller.id)).timezone ?? 'UTC';
    const rows = await this.database.query<AppointmentRow & { total: number }>(
      `WITH visible AS NOT MATERIALIZED (
         SELECT ${APPOINTMENT_COLUMNS} FROM appointments
         WHERE ($1 = 'admin' OR user_id = $2
             OR ($1 = 'barber' AND barber_id = (SELECT id FROM barbers WHERE user_id = $2)))
           AND ($3::timestamptz IS NULL OR starts_at >= $3) AND ($4::timestamptz IS NULL OR starts_at < $4)
           AND ($5::text IS NULL OR status = $5)
       )
       SELECT page.*, counted.total FROM (SELECT count(*) AS total FROM visible) AS counted
       LEFT JOIN (SELECT * FROM visible ORDER BY starts_at, id LIMIT $6 OFFSET $7) AS page ON true
       ORDER BY starts_at, id`,
      [
        caller.role,
        caller.id,
        from === undefined ? null : new Date(zoneDay(zone, from).from),
        to === undefined ? null : new Date(zoneDay(zone, to).until),
        status ?? null,
        pageSize,
        (page - 1) * pageSize,
      ],
    );
    // An empty page yields one row that has only the count.
    const items = rows.filter((row) => row.id !== null).map(toAppointmentDto);
    return { items, page, pageSize, total: rows[0]?.total ?? 0 };
  }
}
