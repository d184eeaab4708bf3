import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { AuditRecorder } from '../../auth/audit/audit.recorder.js';
import type { Caller } from '../../auth/caller.js';
import { extentOf } from '../../auth/rights.js';
import { Problem } from '../../http/problem.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import type { ListPage } from '../../http/lists/list-page.js';
import type { QueryDeepPartialEntity } from 'typeorm';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { unknownReference } from '../missing.problem.js';
import { Business } from './business.entity.js';
import type { Listing, View } from './listing.js';
import { readListing } from './listing.sql.js';
import { Location } from './location.entity.js';
import { locationRegion, locationsRegion } from './locations.cache.js';
import { Records } from './records.js';
import { isOfferedAt } from '../places/offers.sql.js';
import type { NewServiceDto, ServiceChangesDto } from './service.dto.js';
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
    buffer_after_minutes AS "bufferAfterMinutes", price_cents AS "priceCents", currency,
    slot_interval_minutes AS "slotIntervalMinutes", minimum_notice_minutes AS "minimumNoticeMinutes",
    booking_horizon_days AS "bookingHorizonDays", ARRAY(
      SELECT location_id FROM service_locations WHERE service_id = services.id ORDER BY location_id
    ) AS "locationIds", active`,
};

@Injectable()
export class BusinessesService extends Records<Business> {
  constructor(
    database: Database,
    unitOfWork: UnitOfWork,
    private readonly audit: AuditRecorder,
  ) {
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

  /** Businesses have no outbox, because no cached answer is made of them. */
  protected override wrote(id: number, fields: object | undefined): void {
    const operation = fields === undefined ? 'created' : 'changed';
    this.audit.note({ object: 'businesses', id, operation, fields: Object.keys(fields ?? {}) });
  }
}

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

/** A service and the locations that offer it; none: all. */
export interface OfferedService extends Service {
  readonly locationIds: number[];
}

@Injectable()
export class ServicesService extends Records<Service, OfferedService> {
  constructor(
    private readonly shop: Database,
    unitOfWork: UnitOfWork,
    private readonly coverage: Coverage,
  ) {
    super(shop, unitOfWork, Service, 'service', SERVICES);
  }

  /** A page of the services that the view shows, of all locations or of one, by id. */
  @Cacheable(servicesRegion)
  async list(listing: Listing, locationId?: number): Promise<ListPage<OfferedService>> {
    const { columns, name: from } = SERVICES;
    const where = `($4::integer IS NULL OR ${isOfferedAt('$4')})${listing.view === 'staff' ? '' : ' AND active'}`;
    const values = [locationId ?? null];
    return readListing(this.shop, { columns, from, where }, listing, SERVICE_CURSORS, { locationId }, values);
  }

  /** @throws Problem `not-found`, for clients also if the service is not active */
  @Cacheable(serviceRegion)
  async get(id: number, view: View): Promise<OfferedService> {
    return this.row(id, view === 'staff' ? 'true' : 'active');
  }

  /** @throws Problem `invalid-request` for a location that does not exist */
  async add({ locationIds, ...fields }: NewServiceDto): Promise<OfferedService> {
    return this.write(async () => {
      const id = await this.createRow(fields);
      await this.syncLocations(id, locationIds);
      return this.row(id);
    });
  }

  /**
   * Changes the given fields, for a caller who may change all, or only the price of what their locations offer. Names the appointments
   * that are uncovered then, because the service is not offered any more.
   * @throws Problem `not-found`, `forbidden`, `invalid-request` for a location that does not exist
   */
  async changeAs(
    caller: Caller,
    id: number,
    changes: ServiceChangesDto,
    preview?: boolean,
  ): Promise<(OfferedService & AffectedDto) | AffectedDto> {
    const { locationIds, ...fields } = changes;
    try {
      return await this.coverage.duringOffer(id, preview, async () => {
        if (extentOf(caller.role, 'services.change') === undefined)
          await this.assertMayPrice(caller, id, changes);
        await this.changeRow(id, fields);
        await this.syncLocations(id, locationIds);
        return this.row(id);
      });
    } catch (error) {
      throw unknownReference(error);
    }
  }

  /** Rows that stay as they are are not written, so they cause no event. */
  private async syncLocations(id: number, locationIds: readonly number[] | undefined): Promise<void> {
    if (locationIds === undefined) return;
    await this.shop.query(
      'DELETE FROM service_locations WHERE service_id = $1 AND location_id <> ALL ($2::integer[])',
      [id, locationIds],
    );
    await this.shop.query(
      `INSERT INTO service_locations (service_id, location_id) SELECT $1, unnest($2::integer[])
       ON CONFLICT DO NOTHING`,
      [id, locationIds],
    );
  }

  private async assertMayPrice(caller: Caller, id: number, changes: ServiceChangesDto): Promise<void> {
    const isMore = Object.entries(changes).some(
      ([field, value]) => field !== 'priceCents' && value !== undefined,
    );
    if (isMore) throw new Problem('forbidden', 'Managers may change only the price of a service.');
    const elsewhere = await this.shop.query(
      `SELECT FROM locations JOIN services ON services.id = $2 AND ${isOfferedAt('locations.id')}
       WHERE locations.id <> ALL ($1::integer[]) LIMIT 1`,
      [caller.locationIds, id],
    );
    if (elsewhere.length === 0) return;
    throw new Problem('forbidden', 'This service is also offered at locations that are not yours.');
  }
}
