import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { Business } from './business.entity.js';
import type { Listing, View } from './listing.js';
import { readListing } from './listing.sql.js';
import { Location } from './location.entity.js';
import { locationRegion, locationsRegion } from './locations.cache.js';
import { Records } from './records.js';
import { Service } from './service.entity.js';
import { serviceRegion, servicesRegion } from './services.cache.js';

export const BUSINESS_CURSORS = new Cursors<[id: number]>('businesses', ['id']);
export const LOCATION_CURSORS = new Cursors<[id: number]>('locations', ['id']);
export const SERVICE_CURSORS = new Cursors<[id: number]>('services', ['id']);

const BUSINESSES = { name: 'businesses', columns: 'id, name' };
const LOCATIONS = {
  name: 'locations',
  columns: 'id, name, timezone, business_id AS "businessId", active, hidden',
};
const SERVICES = {
  name: 'services',
  columns: `id, name, duration_minutes AS "durationMinutes", buffer_before_minutes AS "bufferBeforeMinutes",
    buffer_after_minutes AS "bufferAfterMinutes", price_cents AS "priceCents", active`,
};

@Injectable()
export class BusinessesService extends Records<Business> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Business, 'business', BUSINESSES);
  }

  /** A page of all businesses, by id. */
  async list(listing: Listing): Promise<ListPage<Business>> {
    const { columns, name: from } = BUSINESSES;
    return readListing(this.database, { columns, from, where: 'true' }, listing, BUSINESS_CURSORS);
  }

  /** @throws Problem `not-found` */
  async get(id: number): Promise<Business> {
    return this.row(id);
  }
}

@Injectable()
export class LocationsService extends Records<Location> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Location, 'location', LOCATIONS);
  }

  /** A page of the locations that the view shows, by id. */
  @Cacheable(locationsRegion)
  async list(listing: Listing): Promise<ListPage<Location>> {
    const { columns, name: from } = LOCATIONS;
    const where = listing.view === 'staff' ? 'true' : 'active AND NOT hidden';
    return readListing(this.database, { columns, from, where }, listing, LOCATION_CURSORS);
  }

  /** Also one that is closed or hidden: appointments refer to it. @throws Problem `not-found` */
  @Cacheable(locationRegion)
  async get(id: number): Promise<Location> {
    return this.row(id);
  }
}

@Injectable()
export class ServicesService extends Records<Service> {
  constructor(database: Database, unitOfWork: UnitOfWork) {
    super(database, unitOfWork, Service, 'service', SERVICES);
  }

  /** A page of the services that the view shows, by id. */
  @Cacheable(servicesRegion)
  async list(listing: Listing): Promise<ListPage<Service>> {
    const { columns, name: from } = SERVICES;
    const where = listing.view === 'staff' ? 'true' : 'active';
    return readListing(this.database, { columns, from, where }, listing, SERVICE_CURSORS);
  }

  /** @throws Problem `not-found`, for clients also if the service is not active */
  @Cacheable(serviceRegion)
  async get(id: number, view: View): Promise<Service> {
    return this.row(id, view === 'staff' ? 'true' : 'active');
  }
}
