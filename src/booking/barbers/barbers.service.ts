import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { type Belonging, extentOf, reaches } from '../../auth/rights.js';
import { violatedConstraint } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Cursors } from '../../http/lists/cursor.js';
import type { ListPage } from '../../http/lists/list-page.js';
import { invalidField, Problem } from '../../http/problem.js';
import { notFound, unknownReference } from '../missing.problem.js';
import type { AffectedDto } from '../affected/affected.dto.js';
import { Coverage } from '../affected/coverage.service.js';
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
  ) AS "serviceIds", (
    SELECT coalesce(json_agg(json_build_object('serviceId', service_id, 'priceCents', price_cents) ORDER BY service_id), '[]')
    FROM barber_services WHERE barber_id = barbers.id
  ) AS services, active, hidden`;

/** Reads and writes barbers: where they work and which services they offer. */
@Injectable()
export class BarbersService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly access: BarberAccess,
    private readonly coverage: Coverage,
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

  /** Finds a barber, also one who has left or is hidden, since appointments refer to them. One statement. @throws Problem `not-found` */
  @Cacheable(barberRegion)
  async get(id: number, view: View): Promise<BarberDto> {
    const [barber] = await this.database.prepared<BarberDto>(
      `SELECT ${columnsOf(view)} FROM barbers WHERE id = $1`,
      [id],
    );
    if (barber === undefined) throw notFound('barber', id);
    return barber;
  }

  /**
   * @throws Problem `forbidden` for another location than the caller's, `invalid-request` for a reference to a missing row,
   * `conflict` for an account of another barber
   */
  async create({ serviceIds, services, ...fields }: NewBarberDto, caller: Caller): Promise<BarberDto> {
    if (!reaches(caller, 'barbers.create', { locationId: fields.locationId })) throw notYourLocation();
    if (fields.userId !== null && !reaches(caller, 'barbers.link', {})) throw onlyAdminsLink();
    return this.translated(
      this.unitOfWork.run(async () => {
        await this.lockAccount(fields.userId);
        const { id } = await this.database.entities(Barber, (barbers) =>
          barbers.save(barbers.create(fields)),
        );
        await this.syncAccounts(null, fields.userId);
        await this.syncServices(id, offersOf({ serviceIds, services }));
        return this.get(id, 'staff');
      }),
    );
  }

  /**
   * Changes the given fields; barbers themselves may change only their name, managers all but the account.
   * @throws Problem `not-found`, `forbidden`, and as {@link create}
   */
  async change(
    id: number,
    changes: BarberChangesDto,
    caller: Caller,
    preview?: boolean,
  ): Promise<(BarberDto & AffectedDto) | AffectedDto> {
    return this.translated(
      this.coverage.during(this.access.scopeOf(id, caller, 'barbers.rename'), preview, async () => {
        const barber = await this.access.lockForChange(id, caller, 'barbers.rename');
        const { serviceIds, services, ...fields } = changes;
        const given = Object.entries(changes).filter(([, value]) => value !== undefined);
        assertMayChange(caller, barber, changes);
        await this.lockAccount(fields.userId);
        if (given.some(([field]) => field in fields)) {
          await this.database.entities(Barber, (barbers) => barbers.update(id, fields));
        }
        await this.syncAccounts(barber.userId ?? null, fields.userId);
        await this.syncServices(id, offersOf({ serviceIds, services }));
        return this.get(id, 'staff');
      }),
    );
  }

  /** So that it cannot end before it is linked. @throws Problem `invalid-request` for an account that has ended */
  private async lockAccount(userId: number | null | undefined): Promise<void> {
    if (userId === null || userId === undefined) return;
    const rows = await this.database.query(
      'SELECT FROM users WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE',
      [userId],
    );
    if (rows.length === 0) throw invalidField('userId', 'must be the id of a user that exists');
  }

  /**
   * The role barber comes and goes with the link: a client who is linked becomes a barber, and a barber who is not linked any more
   * becomes a client. Rows that stay as they are are not written, so they cause no event.
   */
  private async syncAccounts(before: number | null, after: number | null | undefined): Promise<void> {
    if (after === undefined || after === before) return;
    if (before !== null) {
      await this.database.query(`UPDATE users SET role = 'client' WHERE id = $1 AND role = 'barber'`, [
        before,
      ]);
    }
    if (after !== null) {
      await this.database.query(`UPDATE users SET role = 'barber' WHERE id = $1 AND role = 'client'`, [
        after,
      ]);
    }
  }

  private async syncServices(id: number, offers: Offers | undefined): Promise<void> {
    if (offers === undefined) return;
    const { serviceIds, prices } = offers;
    await this.database.query(
      'DELETE FROM barber_services WHERE barber_id = $1 AND service_id <> ALL ($2::integer[])',
      [id, serviceIds],
    );
    await this.database.query(
      `INSERT INTO barber_services (barber_id, service_id, price_cents) SELECT $1, * FROM unnest($2::integer[], $3::integer[])
       ON CONFLICT (barber_id, service_id) DO UPDATE SET price_cents = excluded.price_cents
       WHERE $4 AND barber_services.price_cents IS DISTINCT FROM excluded.price_cents`,
      [id, serviceIds, prices ?? [], prices !== undefined],
    );
  }

  private async translated<Result>(writing: Promise<Result>): Promise<Result> {
    try {
      return await writing;
    } catch (error) {
      if (violatedConstraint(error) !== 'barbers_user_id_key') throw unknownReference(error);
      throw new Problem('conflict', 'This account already belongs to another barber.', { cause: error });
    }
  }
}

type GivenOffers = { [Field in 'serviceIds' | 'services']: BarberChangesDto[Field] | undefined };

/** The services of a barber; `prices` in the same order, `undefined`: those of services that stay are kept. */
interface Offers {
  readonly serviceIds: readonly number[];
  readonly prices?: readonly (number | null)[];
}

/** @throws Problem `invalid-request` if a service is named twice, or both fields are given and differ */
function offersOf({ serviceIds, services }: GivenOffers): Offers | undefined {
  if (services === undefined) return serviceIds && { serviceIds };
  const ids = services.map(({ serviceId }) => serviceId);
  const named = new Set(ids);
  if (named.size !== ids.length) throw invalidField('services', 'must name each service once');
  if (
    serviceIds !== undefined &&
    (serviceIds.length !== named.size || serviceIds.some((id) => !named.has(id)))
  ) {
    throw invalidField('services', 'differs from serviceIds: send only one of them');
  }
  return { serviceIds: ids, prices: services.map(({ priceCents }) => priceCents) };
}

/** @throws Problem `forbidden` */
function assertMayChange(caller: Caller, barber: Belonging, changes: BarberChangesDto): void {
  const given = Object.entries(changes).flatMap(([field, value]) =>
    field === 'name' || value === undefined ? [] : [field],
  );
  if (given.length === 0) return;
  if (extentOf(caller.role, 'barbers.change') === undefined) {
    throw new Problem('forbidden', 'Barbers may change only their own name.');
  }
  const { locationId = barber.locationId } = changes;
  const isInReach = [barber.locationId, locationId].every((id) =>
    reaches(caller, 'barbers.change', id === undefined ? {} : { locationId: id }),
  );
  if (!isInReach) throw notYourLocation();
  if (given.includes('userId') && !reaches(caller, 'barbers.link', {})) throw onlyAdminsLink();
}

const notYourLocation = () =>
  new Problem('forbidden', 'Managers may change only what is at their locations.');
const onlyAdminsLink = () => new Problem('forbidden', 'Only an admin may say which account is a barber’s.');
