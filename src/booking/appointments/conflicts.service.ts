import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { dependOnlyOn } from '../../cache/read/load-scope.js';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import { notFound } from '../missing.problem.js';
import { zoneDay } from '../wall-time/zone-day.js';
import { anywhereOnEarth, BARBERS, LOCATION, tagsOfAppointments, utcDays } from '../tags.cache.js';
import { conflictsRegion } from './conflicts.cache.js';
import type { ConflictDto, ConflictsDto } from './conflicts.dto.js';

interface Row {
  readonly timezone: string;
  readonly id: number | null;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly blocked_from: Date;
  readonly blocked_until: Date;
}

/** Lists the appointments of a barber's day, which a new appointment could conflict with. */
@Injectable()
export class ConflictsService {
  constructor(private readonly database: Database) {}

  /**
   * The barber's appointments whose blocked range touches that day of the shop's calendar, ordered by start. The one statement
   * selects that day in every time zone, because the bounds of the shop's day are computed in `zone-day.ts` only, not in SQL.
   * @throws Problem `not-found`
   */
  @Cacheable(conflictsRegion)
  async list(barberId: number, date: string): Promise<ConflictsDto> {
    const { from, until } = anywhereOnEarth(date);
    const rows = await this.database.prepared<Row>(
      `SELECT l.timezone, a.id, a.starts_at, a.ends_at, a.blocked_from, a.blocked_until
       FROM barbers b JOIN locations l ON l.id = b.location_id
       LEFT JOIN appointments a ON a.barber_id = b.id AND a.status <> 'cancelled'
         AND a.starts_at > ${unseen('$2::timestamptz')} - interval '600 minutes'
         AND a.starts_at < ${unseen('$3::timestamptz')} + interval '120 minutes'
       WHERE b.id = $1 ORDER BY a.starts_at`,
      [barberId, new Date(from), new Date(until)],
    );
    const [first] = rows;
    if (first === undefined) throw notFound('barber', barberId);
    const day = zoneDay(first.timezone, date);
    dependOnlyOn([LOCATION, BARBERS, ...tagsOfAppointments(barberId, utcDays(day))]);
    const conflicts = rows
      .filter(
        (row) =>
          row.id !== null && row.blocked_from.getTime() < day.until && row.blocked_until.getTime() > day.from,
      )
      .map(conflictOf);
    return { barberId, date, conflicts };
  }
}

function conflictOf(row: Row): ConflictDto {
  return {
    appointmentId: row.id as number,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    blockedFrom: row.blocked_from.toISOString(),
    blockedUntil: row.blocked_until.toISOString(),
  };
}
