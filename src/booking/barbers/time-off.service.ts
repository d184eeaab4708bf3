import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { Cursors } from '../../http/lists/cursor.js';
import { cappedTotal, pageOf } from '../../http/lists/list-page.js';
import { MOST_COUNTED } from '../../http/lists/list.query.js';
import { Problem } from '../../http/problem.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { notFound } from '../missing.problem.js';
import { BarberAccess } from './barber.access.js';
import type { NewTimeOffDto, TimeOffDto, TimeOffListDto, TimeOffQueryDto } from './time-off.dto.js';
import { TimeOff } from './time-off.entity.js';
import { timeOffSpan } from './time-off.span.js';
import { WorkingTimes } from './working-times.js';

const MOST_WITHOUT_LIMIT = 1000;
/** Time off of one barber that is not over: the availability lists all of it, and each search for slots reads that of its days. */
const MOST_AHEAD = 1000;
const CURSORS = new Cursors<[id: number]>('time off', ['id']);
/** Rows of SQL may begin or end never: they do so in the years that ISO 8601 can say. */
const COLUMNS = `id, barber_id AS "barberId", greatest(starts_at, '0001-01-01T00:00Z') AS "startsAt",
  least(ends_at, '9999-12-31T23:59:59.999Z') AS "endsAt", reason`;

/** Times in which a barber takes no appointments, regardless of their weekly windows. */
@Injectable()
export class TimeOffService {
  constructor(
    private readonly database: Database,
    private readonly coverage: Coverage,
    private readonly access: BarberAccess,
    private readonly clock: Clock,
    private readonly working: WorkingTimes,
  ) {}

  /** A page of all time off of a barber, in the order in which it was added. @throws Problem `not-found` */
  async list(caller: Caller, barberId: number, query: TimeOffQueryDto): Promise<TimeOffListDto> {
    const { limit = MOST_WITHOUT_LIMIT } = query;
    const filters = Object.assign({ barberId }, query);
    const after = CURSORS.positionIn(filters);
    await this.assertMayWatch(barberId, caller);
    const rows = await this.database.query<TimeOff>(
      `SELECT ${COLUMNS} FROM barber_time_off WHERE barber_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
      [barberId, after?.[0] ?? 0, limit + 1],
    );
    const { items, nextCursor } = pageOf(rows, limit, CURSORS, filters, ({ id }): [number] => [id]);
    const total = query.total === true ? await this.count(barberId) : {};
    return { items: items.map((span) => dtoOf(span)), nextCursor, ...total };
  }

  /** @throws Problem `not-found`, also for another barber's time off */
  async get(caller: Caller, barberId: number, id: number): Promise<TimeOffDto> {
    await this.assertMayWatch(barberId, caller);
    const [span] = await this.database.query<TimeOff>(
      `SELECT ${COLUMNS} FROM barber_time_off WHERE id = $1 AND barber_id = $2`,
      [id, barberId],
    );
    if (span === undefined) throw notFound('time off', id);
    return dtoOf(span);
  }

  /** The reasons of a barber's time off, by id. They are not cached: they may reveal a person. */
  async reasonsOf(ids: readonly number[]): Promise<ReadonlyMap<number, string | null>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<Pick<TimeOff, 'id' | 'reason'>>(
      'SELECT id, reason FROM barber_time_off WHERE id = ANY ($1::int[])',
      [ids],
    );
    return new Map(rows.map(({ id, reason }) => [id, reason]));
  }

  /**
   * Adds time off. It may overlap other time off; appointments within it stay as they are.
   * @throws Problem `invalid-request` as {@link timeOffSpan}, `not-found`, `forbidden`, `conflict` if there is too much ahead
   */
  async add(
    barberId: number,
    body: NewTimeOffDto,
    caller: Caller,
    preview?: boolean,
  ): Promise<(TimeOffDto & AffectedDto) | AffectedDto> {
    return this.coverage.during(this.access.scopeOf(barberId, caller), preview, async () => {
      const rules = await this.working.of(barberId, body.startDate, body.endDate);
      const { from, until } = timeOffSpan(body, rules, this.clock.now());
      await this.assertRoom(barberId);
      const span = await this.database.entities(TimeOff, (spans) =>
        spans.save(
          spans.create({ barberId, startsAt: new Date(from), endsAt: new Date(until), reason: body.reason }),
        ),
      );
      return dtoOf(span);
    });
  }

  /** @throws Problem `not-found`, also for another barber's time off, `forbidden` */
  async remove(barberId: number, id: number, caller: Caller): Promise<void> {
    await this.coverage.during(this.access.scopeOf(barberId, caller), false, async () => {
      const { affected } = await this.database.entities(TimeOff, (spans) => spans.delete({ id, barberId }));
      if (affected === 0) throw notFound('time off', id);
      return {};
    });
  }

  private async assertMayWatch(barberId: number, caller: Caller): Promise<void> {
    await this.access.assertMayWatch(barberId, caller);
    await this.working.of(barberId);
  }

  private async assertRoom(barberId: number): Promise<void> {
    const [row] = await this.database.query<{ ahead: number }>(
      'SELECT count(*)::int AS ahead FROM barber_time_off WHERE barber_id = $1 AND ends_at > $2',
      [barberId, new Date(this.clock.now())],
    );
    if ((row?.ahead ?? 0) < MOST_AHEAD) return;
    throw new Problem(
      'conflict',
      `A barber may have time off ${MOST_AHEAD} times ahead: remove some of it, or add it as one.`,
    );
  }

  private async count(barberId: number) {
    const [row] = await this.database.query<{ counted: number }>(
      `SELECT count(*)::int AS counted FROM (
         SELECT FROM barber_time_off WHERE barber_id = $1 LIMIT ${MOST_COUNTED + 1}) AS few`,
      [barberId],
    );
    return cappedTotal(row?.counted ?? 0);
  }
}

function dtoOf({ id, barberId, startsAt, endsAt, reason }: TimeOff): TimeOffDto {
  return { id, barberId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), reason };
}
