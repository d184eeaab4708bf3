import { Injectable } from '@nestjs/common';
import { MINUTE_MS } from '../../time/durations.js';
import { Database } from '../../database/database.js';
import { notFound } from '../missing.problem.js';
import { dateAt, datesBetween } from '../wall-time/zone-day.js';
import type { ConflictDto, ConflictsDto } from './conflicts.dto.js';
import { ConflictsService } from './conflicts.service.js';
import { instantOf } from './requested-start.js';

/** Lists the conflicts of one interval, selected from the cached conflicts of its days. */
@Injectable()
export class IntervalConflictsService {
  constructor(
    private readonly database: Database,
    private readonly conflicts: ConflictsService,
  ) {}

  /**
   * The barber's appointments whose blocked range overlaps the `minutes` of elapsed time after `date` and `time` on the shop's
   * clock, ordered by start. The interval may reach into the following days.
   * @throws Problem `not-found`
   */
  async list(barberId: number, date: string, time: string, minutes: number): Promise<ConflictsDto> {
    const zone = await this.zoneOf(barberId);
    const from = instantOf({ date, time }, zone);
    const until = from + minutes * MINUTE_MS;
    const found = new Map<number, ConflictDto>();
    for (const day of datesBetween(dateAt(zone, from), dateAt(zone, until - 1))) {
      const { conflicts } = await this.conflicts.list(barberId, day);
      for (const conflict of conflicts) {
        if (Date.parse(conflict.blockedFrom) < until && Date.parse(conflict.blockedUntil) > from) {
          found.set(conflict.appointmentId, conflict);
        }
      }
    }
    return { barberId, date, conflicts: [...found.values()] };
  }

  private async zoneOf(barberId: number): Promise<string> {
    const [shop] = await this.database.query<{ timezone: string }>(
      'SELECT l.timezone FROM barbers b JOIN locations l ON l.id = b.location_id WHERE b.id = $1',
      [barberId],
    );
    if (shop === undefined) throw notFound('barber', barberId);
    return shop.timezone;
  }
}
