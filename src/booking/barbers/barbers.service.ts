import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { violatedConstraint } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { Problem } from '../../http/problem.js';
import { notFound, unknownReference } from '../missing.problem.js';
import type { Listing, View } from '../shop/listing.js';
import { readListing } from '../shop/listing.sql.js';
import { BarberAccess } from './barber.access.js';
import type { BarberChangesDto, BarberDto, NewBarberDto } from './barber.dto.js';
import { Barber } from './barber.entity.js';
import { barberRegion, barbersRegion } from './barbers.cache.js';

export const BARBER_CURSORS = new Cursors<[id: number]>('barbers', ['id']);

/** Clients see barbers who are there, at locations that are. */
const IS_LISTED = `active AND NOT hidden
  AND EXISTS (SELECT FROM locations WHERE locations.id = location_id AND locations.active)`;

const columnsOf = (view: View) => `id, name, location_id AS "locationId",
  ${view === 'staff' ? 'user_id AS "userId",' : ''} ARRAY(
    SELECT service_id FROM barber_services WHERE barber_id = barbers.id ORDER BY service_id
  ) AS "serviceIds", active, hidden`;

/** Reads and writes barbers: where they work and which services they offer. */
@Injectable()
export class BarbersService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly access: BarberAccess,
  ) {}

  /** A page of the barbers that the view shows, of all locations or of one, by id. One statement. */
  @Cacheable(barbersRegion)
  async list(listing: Listing, locationId?: number): Promise<ListPage<BarberDto>> {
    const table = {
      columns: columnsOf(listing.view),
      from: 'barbers',
      where: `($4::integer IS NULL OR location_id = $4)${listing.view === 'staff' ? '' : ` AND ${IS_LISTED}`}`,
    };
    return readListing(this.database, table, listing, BARBER_CURSORS, { locationId }, [locationId ?? null]);
  }

  /** Also one who left or is hidden: appointments refer to them. One statement. @throws Problem `not-found` */
  @Cacheable(barberRegion)
  async get(id: number, view: View): Promise<BarberDto> {
    const [barber] = await this.database.query<BarberDto>(
      `SELECT ${columnsOf(view)} FROM barbers WHERE id = $1`,
      [id],
    );
    if (barber === undefined) throw notFound('barber', id);
    return barber;
  }

  /** @throws Problem `invalid-request` for a reference to a missing row, `conflict` for an account of another barber */
  async create({ serviceIds, ...fields }: NewBarberDto): Promise<BarberDto> {
    return this.write(async () => {
      const { id } = await this.database.entities(Barber, (barbers) => barbers.save(barbers.create(fields)));
      await this.syncDependents(id, fields.userId, serviceIds);
      return this.get(id, 'staff');
    });
  }

  /**
   * Changes the given fields; barbers themselves may change only their name.
   * @throws Problem `not-found`, `forbidden`, and as {@link create}
   */
  async change(id: number, changes: BarberChangesDto, caller: Caller): Promise<BarberDto> {
    return this.write(async () => {
      await this.access.lockForChange(id, caller);
      const { serviceIds, ...fields } = changes;
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      if (caller.role !== 'admin' && given.some(([field]) => field !== 'name')) {
        throw new Problem('forbidden', 'Only an admin may change fields of a barber other than the name.');
      }
      if (given.some(([field]) => field in fields)) {
        await this.database.entities(Barber, (barbers) => barbers.update(id, fields));
      }
      await this.syncDependents(id, fields.userId, serviceIds);
      return this.get(id, 'staff');
    });
  }

  /** Updates dependent rows (role of the user, services); rows that do not change are not written, so they cause no event. */
  private async syncDependents(
    id: number,
    userId: number | null | undefined,
    serviceIds: number[] | undefined,
  ): Promise<void> {
    if (typeof userId === 'number') {
      await this.database.query(`UPDATE users SET role = 'barber' WHERE id = $1 AND role = 'client'`, [
        userId,
      ]);
    }
    if (serviceIds !== undefined) {
      await this.database.query(
        'DELETE FROM barber_services WHERE barber_id = $1 AND service_id <> ALL ($2::integer[])',
        [id, serviceIds],
      );
      await this.database.query(
        `INSERT INTO barber_services (barber_id, service_id) SELECT $1, unnest($2::integer[])
         ON CONFLICT DO NOTHING`,
        [id, serviceIds],
      );
    }
  }

  private async write(work: () => Promise<BarberDto>): Promise<BarberDto> {
    try {
      return await this.unitOfWork.run(work);
    } catch (error) {
      if (violatedConstraint(error) !== 'barbers_user_id_key') throw unknownReference(error);
      throw new Problem('conflict', 'This account already belongs to another barber.', { cause: error });
    }
  }
}
