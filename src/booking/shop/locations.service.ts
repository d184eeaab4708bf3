import { Injectable } from '@nestjs/common';
import type { QueryDeepPartialEntity } from 'typeorm';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { Problem } from '../../http/problem.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { unknownReference } from '../missing.problem.js';
import type { Listing } from './listing.js';
import { readListing } from './listing.sql.js';
import { Location } from './location.entity.js';
import { locationRegion, locationsRegion } from './locations.cache.js';
import { Records } from './records.js';

export const LOCATION_CURSORS = new Cursors<[id: number]>('locations', ['id']);

const LOCATIONS = {
  name: 'locations',
  columns: 'id, name, timezone, business_id AS "businessId", active, hidden',
};

/** The locations of the businesses. */
@Injectable()
export class LocationsService extends Records<Location> {
  constructor(
    database: Database,
    unitOfWork: UnitOfWork,
    private readonly coverage: Coverage,
  ) {
    super(database, unitOfWork, Location, 'location', LOCATIONS);
  }

  /**
   * As `change`, and names the appointments that are uncovered then, because the location is closed or has another clock.
   * @throws Problem `not-found`, `invalid-request` for a reference to a missing row, `conflict` for another business once there are
   * clients
   */
  async changeHours(
    id: number,
    fields: QueryDeepPartialEntity<Location> & { readonly businessId?: number },
    preview: boolean | undefined,
  ): Promise<(Location & AffectedDto) | AffectedDto> {
    try {
      return await this.coverage.during({ locationId: id }, preview, async () => {
        const { businessId } = fields;
        const leaves = businessId !== undefined && businessId !== (await this.row(id)).businessId;
        const changed = await this.changeRow(id, fields);
        if (leaves) await this.assertNoClients(id);
        return changed;
      });
    } catch (error) {
      throw unknownReference(error);
    }
  }

  /** A page of the locations that the view shows, by id. */
  @Cacheable(locationsRegion)
  async list(listing: Listing): Promise<ListPage<Location>> {
    const { columns, name: from } = LOCATIONS;
    const where = listing.view === 'staff' ? 'true' : 'active AND NOT hidden';
    return readListing(this.database, { columns, from, where }, listing, LOCATION_CURSORS);
  }

  /** Finds a location, also one that is closed or hidden, since appointments refer to it. @throws Problem `not-found` */
  @Cacheable(locationRegion)
  async get(id: number): Promise<Location> {
    return this.row(id);
  }

  /** Clients belong to a business: those of the appointments here would stay with the one that the location leaves. */
  private async assertNoClients(id: number): Promise<void> {
    const booked = await this.database.query(
      'SELECT FROM appointments WHERE location_id = $1 AND client_id IS NOT NULL LIMIT 1',
      [id],
    );
    if (booked.length === 0) return;
    throw new Problem(
      'conflict',
      'The location has appointments of clients of its business: create a location in the other business instead.',
    );
  }
}
