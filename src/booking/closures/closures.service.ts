import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { reaches, type RightName } from '../../auth/rights.js';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { Cursors } from '../../http/lists/cursor.js';
import { cappedTotal, type ListPage, pageOf } from '../../http/lists/list-page.js';
import { MOST_COUNTED } from '../../http/lists/list.query.js';
import { Problem } from '../../http/problem.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { type CheckedScope, Coverage } from '../affected/coverage.service.js';
import { assertPlannable } from '../barbers/plannable-time.js';
import { notFound } from '../missing.problem.js';
import { fromWindows, toWindows } from '../wall-time/windows.js';
import type { ClosureDto, ClosuresQueryDto, NewClosureDto } from './closure.dto.js';
import { LocationClosure } from './closure.entity.js';

const MOST_WITHOUT_LIMIT = 1000;
const CURSORS = new Cursors<[from: string, id: number]>('closures', ['text', 'id']);

/** Dates on which a location is closed, or open at other hours. */
@Injectable()
export class ClosuresService {
  constructor(
    private readonly database: Database,
    private readonly coverage: Coverage,
    private readonly clock: Clock,
  ) {}

  /** A page of all closures of a location, by their first date. @throws Problem `not-found`, `forbidden` */
  async list(caller: Caller, locationId: number, query: ClosuresQueryDto): Promise<ListPage<ClosureDto>> {
    const { limit = MOST_WITHOUT_LIMIT } = query;
    const filters = Object.assign({ locationId }, query);
    const after = CURSORS.positionIn(filters);
    await this.assertReach(caller, 'closures.read', locationId);
    const rows = await this.database.query<LocationClosure>(
      `SELECT id, location_id AS "locationId", from_date::text AS from, to_date::text AS to, windows, reason
       FROM location_closures
       WHERE location_id = $1 AND ($2::text IS NULL OR (from_date::text, id) > ($2::text, $3::int))
       ORDER BY from_date::text, id LIMIT $4`,
      [locationId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
    const page = pageOf(rows, limit, CURSORS, filters, ({ from, id }): [string, number] => [from, id]);
    return {
      items: page.items.map((closure) => dtoOf(closure)),
      nextCursor: page.nextCursor,
      ...(query.total === true ? await this.count(locationId) : {}),
    };
  }

  /** @throws Problem `not-found`, also for another location's closure, `forbidden` */
  async get(caller: Caller, locationId: number, id: number): Promise<ClosureDto> {
    await this.assertReach(caller, 'closures.read', locationId);
    return dtoOf(await this.find(locationId, id));
  }

  /**
   * Closes a location on all dates from the first to the last, or sets its hours on them. Appointments stay as they are.
   * @throws Problem `invalid-request` for dates of another time, `not-found`, `forbidden`
   */
  async add(
    caller: Caller,
    locationId: number,
    { from, to, windows = [], reason }: NewClosureDto,
    preview?: boolean,
  ): Promise<(ClosureDto & AffectedDto) | AffectedDto> {
    assertPlannable('from', Date.parse(from), this.clock.now());
    assertPlannable('to', Date.parse(to), this.clock.now());
    return this.coverage.during(this.scopeOf(caller, locationId), preview, async () => {
      const closure = await this.database.entities(LocationClosure, (closures) =>
        closures.save(closures.create({ locationId, from, to, windows: toWindows(windows), reason })),
      );
      return dtoOf(closure);
    });
  }

  /**
   * The business hours apply to the dates again.
   * @throws Problem `not-found`, also for another location's closure, `forbidden`
   */
  async remove(caller: Caller, locationId: number, id: number, preview?: boolean): Promise<AffectedDto> {
    return this.coverage.during(this.scopeOf(caller, locationId), preview, async () => {
      await this.find(locationId, id);
      await this.database.entities(LocationClosure, (closures) => closures.delete({ id, locationId }));
      return {};
    });
  }

  private scopeOf(caller: Caller, locationId: number): CheckedScope {
    return { locationId, check: async () => this.assertReach(caller, 'hours.change', locationId) };
  }

  private async find(locationId: number, id: number): Promise<LocationClosure> {
    const closure = await this.database.entities(LocationClosure, (closures) =>
      closures.findOneBy({ id, locationId }),
    );
    if (closure === null) throw notFound('closure', id);
    return closure;
  }

  private async count(locationId: number) {
    const [row] = await this.database.query<{ counted: number }>(
      `SELECT count(*)::int AS counted FROM (
         SELECT FROM location_closures WHERE location_id = $1 LIMIT ${MOST_COUNTED + 1}) AS few`,
      [locationId],
    );
    return cappedTotal(row?.counted ?? 0);
  }

  private async assertReach(caller: Caller, right: RightName, locationId: number): Promise<void> {
    const [location] = await this.database.query(`SELECT FROM locations WHERE id = $1`, [locationId]);
    if (location === undefined) throw notFound('location', locationId);
    if (reaches(caller, right, { locationId })) return;
    if (right === 'closures.read' && (await this.worksAt(caller, locationId))) return;
    throw new Problem('forbidden', 'This location is not one of yours.');
  }

  private async worksAt(caller: Caller, locationId: number): Promise<boolean> {
    const found = await this.database.query('SELECT FROM barbers WHERE user_id = $1 AND location_id = $2', [
      caller.id,
      locationId,
    ]);
    return found.length > 0;
  }
}

function dtoOf({ id, locationId, from, to, windows, reason }: LocationClosure): ClosureDto {
  return { id, locationId, from, to, windows: fromWindows(windows), reason };
}
