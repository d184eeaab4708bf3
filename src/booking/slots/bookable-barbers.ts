import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { unseen } from '../../database/unseen.sql.js';
import { keepOnlyWithPlace } from '../places/default-location.js';
import { FIRST_LOCATION } from '../places/first-location.sql.js';
import { bookableBarbersRegion, type OfferQuery } from './bookable-barbers.cache.js';

const SERVICE = unseen('$2::integer');

/** Counts the barbers whose slots a request lists that names no barber. */
@Injectable()
export class BookableBarbers {
  constructor(private readonly database: Database) {}

  /** One statement. 0 if there is no such location. */
  @Cacheable(bookableBarbersRegion)
  async count({ locationId, serviceId }: OfferQuery): Promise<number> {
    keepOnlyWithPlace({ locationId });
    const [row] = await this.database.prepared<{ count: number }>(
      `SELECT count(*)::integer AS count FROM barbers
       WHERE location_id = coalesce(${unseen('$1::integer')}, ${FIRST_LOCATION}) AND active AND NOT hidden
         AND (${SERVICE} IS NULL OR NOT EXISTS (SELECT FROM barber_services WHERE barber_id = barbers.id)
           OR EXISTS (SELECT FROM barber_services WHERE barber_id = barbers.id AND service_id = ${SERVICE}))`,
      [locationId ?? null, serviceId ?? null],
    );
    return row?.count ?? 0;
  }
}
