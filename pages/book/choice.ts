import { useEffect, useState } from 'preact/hooks';
import { price } from '../parts/amounts.js';
import { texts } from '../texts/texts.js';
import type { Barber, Service, Shop, ShopLocation } from '../api/shop.js';

/** What a visitor has chosen; the address of the page says it too, so that it can be kept and shared. */
export interface BookingChoice {
  readonly location: ShopLocation;
  readonly service: Service;
  /** `undefined`: anybody. */
  readonly barber: Barber | undefined;
}

/** Where something can be booked. */
export function locationsOf(shop: Shop): ShopLocation[] {
  return shop.locations.filter(({ id }) => servicesAt(shop, id).length > 0);
}

/** What is offered at a location: a service that no barber there does is not. */
export function servicesAt(shop: Shop, locationId: number): Service[] {
  const barbers = barbersAt(shop, locationId);
  return shop.services.filter(
    ({ id, locationIds }) =>
      (locationIds.length === 0 || locationIds.includes(locationId)) &&
      barbers.some((barber) => offers(barber, id)),
  );
}

export function barbersAt(shop: Shop, locationId: number, serviceId?: number): Barber[] {
  return shop.barbers.filter(
    (barber) => barber.locationId === locationId && (serviceId === undefined || offers(barber, serviceId)),
  );
}

/** What a service costs: with a barber their own price, with anybody the least of all. */
export function priceAt(
  shop: Shop,
  { location, barber }: Pick<BookingChoice, 'location' | 'barber'>,
  { id, priceCents, currency }: Service,
): string {
  const asked = barber === undefined ? barbersAt(shop, location.id, id) : [barber];
  const prices = asked.map(
    ({ services }) => services.find(({ serviceId }) => serviceId === id)?.priceCents ?? priceCents,
  );
  const known = prices.filter((each) => each !== null);
  if (known.length < prices.length || known.length === 0) return price(priceCents, currency);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return least === most ? price(least, currency) : texts.book.from(price(least, currency));
}

/** A barber who names no services does all of them. */
function offers({ serviceIds }: Barber, serviceId: number): boolean {
  return serviceIds.length === 0 || serviceIds.includes(serviceId);
}

/** The choice that is nearest to what was asked for; `undefined` where nothing can be booked. */
function nearest(shop: Shop, wanted: URLSearchParams): BookingChoice | undefined {
  const by = (name: string) => Number(wanted.get(name));
  const locations = locationsOf(shop);
  const location = locations.find(({ id }) => id === by('location')) ?? locations[0];
  if (location === undefined) return undefined;
  const services = servicesAt(shop, location.id);
  const service = services.find(({ id }) => id === by('service')) ?? services[0];
  if (service === undefined) return undefined;
  const barber = barbersAt(shop, location.id, service.id).find(({ id }) => id === by('barber'));
  return { location, service, barber };
}

/** The choice and a function that changes a part of it. */
export function useChoice(shop: Shop) {
  const [wanted, setWanted] = useState(() => new URLSearchParams(location.search));
  useEffect(() => {
    const query = wanted.toString();
    history.replaceState(null, '', `${location.pathname}${query && `?${query}`}${location.hash}`);
  }, [wanted]);
  const choose = (part: { location?: number; service?: number; barber?: number | undefined }) =>
    setWanted((before) => {
      const next = new URLSearchParams(before);
      for (const [name, id] of Object.entries(part)) {
        if (id === undefined) next.delete(name);
        else next.set(name, String(id));
      }
      return next;
    });
  return { choice: nearest(shop, wanted), choose };
}
