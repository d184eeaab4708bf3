import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { extentOf } from '../../auth/rights.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { Problem } from '../../http/problem.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
import { unknownReference } from '../missing.problem.js';
import { isOfferedAt } from '../places/offers.sql.js';
import type { Listing, View } from './listing.js';
import { readListing } from './listing.sql.js';
import { Records } from './records.js';
import type { NewServiceDto, ServiceChangesDto } from './service.dto.js';
import { Service } from './service.entity.js';
import { serviceRegion, servicesRegion } from './services.cache.js';

export const SERVICE_CURSORS = new Cursors<[id: number]>('services', ['id']);

const SERVICES = {
  name: 'services',
  columns: `id, name, duration_minutes AS "durationMinutes", buffer_before_minutes AS "bufferBeforeMinutes",
    buffer_after_minutes AS "bufferAfterMinutes", price_cents AS "priceCents", currency,
    slot_interval_minutes AS "slotIntervalMinutes", minimum_notice_minutes AS "minimumNoticeMinutes",
    booking_horizon_days AS "bookingHorizonDays", ARRAY(
      SELECT location_id FROM service_locations WHERE service_id = services.id ORDER BY location_id
    ) AS "locationIds", active`,
};

/** A service and the locations that offer it; none: all. */
export interface OfferedService extends Service {
  readonly locationIds: number[];
}

/** What can be booked, where it is offered, and at what price. */
@Injectable()
export class ServicesService extends Records<Service, OfferedService> {
  constructor(
    database: Database,
    unitOfWork: UnitOfWork,
    private readonly coverage: Coverage,
  ) {
    super(database, unitOfWork, Service, 'service', SERVICES);
  }

  /** A page of the services that the view shows, of all locations or of one, by id. */
  @Cacheable(servicesRegion)
  async list(listing: Listing, locationId?: number): Promise<ListPage<OfferedService>> {
    const { columns, name: from } = SERVICES;
    const where = `($4::integer IS NULL OR ${isOfferedAt('$4')})${listing.view === 'staff' ? '' : ' AND active'}`;
    const values = [locationId ?? null];
    return readListing(
      this.database,
      { columns, from, where },
      listing,
      SERVICE_CURSORS,
      { locationId },
      values,
    );
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
    await this.database.query(
      'DELETE FROM service_locations WHERE service_id = $1 AND location_id <> ALL ($2::integer[])',
      [id, locationIds],
    );
    await this.database.query(
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
    const elsewhere = await this.database.query(
      `SELECT FROM locations JOIN services ON services.id = $2 AND ${isOfferedAt('locations.id')}
       WHERE locations.id <> ALL ($1::integer[]) LIMIT 1`,
      [caller.locationIds, id],
    );
    if (elsewhere.length === 0) return;
    throw new Problem('forbidden', 'This service is also offered at locations that are not yours.');
  }
}
