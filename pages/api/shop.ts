import { answerOf, client } from './client.js';
import type { components } from './openapi.js';

type Schemas = components['schemas'];
export type ShopLocation = Schemas['LocationDto'];
export type Service = Schemas['ServiceDto'];
export type Barber = Schemas['BarberDto'];
export type Appointment = Schemas['AppointmentDto'];

/** What can be booked where, and of whom. */
export interface Shop {
  readonly locations: readonly ShopLocation[];
  readonly services: readonly Service[];
  readonly barbers: readonly Barber[];
}

/** @throws ApiError */
export async function readShop(): Promise<Shop> {
  const [locations, services, barbers] = await Promise.all([
    answerOf(client.GET('/api/v1/locations')),
    answerOf(client.GET('/api/v1/services')),
    answerOf(client.GET('/api/v1/barbers')),
  ]);
  return {
    locations: locations.items.filter(({ active }) => active),
    services: services.items.filter(({ active }) => active),
    barbers: barbers.items.filter(({ active }) => active),
  };
}
