import { Injectable } from '@nestjs/common';
import type { QueryDeepPartialEntity } from 'typeorm';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import type { ListPage } from '../../http/lists/list-page.js';
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
   * @throws Problem `not-found`, `invalid-request` for a reference to a missing row
   */
  async changeHours(
    id: number,
    fields: QueryDeepPartialEntity<Location>,
    preview: boolean | undefined,
  ): Promise<(Location & AffectedDto) | AffectedDto> {
    try {
      return await this.coverage.during({ locationId: id }, preview, async () => this.changeRow(id, fields));
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
}
