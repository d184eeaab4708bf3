import type { Account } from '../api/page.session.js';
import type { Barber, Service, Shop, ShopLocation } from '../api/shop.js';

/** A location with what is done there. */
export interface Place {
  readonly location: ShopLocation;
  readonly services: readonly Service[];
  readonly barbers: readonly Barber[];
}

/** Where an account works: an admin everywhere, a barber where they cut, others where they are assigned. */
export function placesOf(shop: Shop, account: Account): readonly Place[] {
  const own = new Set(account.locationIds);
  for (const barber of shop.barbers) if (barber.userId === account.id) own.add(barber.locationId);
  return shop.locations
    .filter(({ id }) => account.role === 'admin' || own.has(id))
    .map((location) => ({
      location,
      services: shop.services.filter(
        ({ locationIds }) => locationIds.length === 0 || locationIds.includes(location.id),
      ),
      barbers: shop.barbers.filter(({ locationId }) => locationId === location.id),
    }));
}
