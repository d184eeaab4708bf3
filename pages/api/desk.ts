import { answerOf, client } from './client.js';
import type { components } from './openapi.js';
import { RequestKeys } from './request-key.js';
import type { Appointment } from './shop.js';

type Schemas = components['schemas'];
export type ShopClient = Schemas['ClientDto'];
/** Clients by a search, not all where there are many. */
interface FoundClients {
  readonly clients: readonly ShopClient[];
  readonly isAll: boolean;
}
export type Changes = Schemas['AppointmentChangesDto'];
export type NewBooking = Schemas['NewAppointmentDto'];
export type Override = NonNullable<Changes['override']>[number];
export type HandedOver = Schemas['HandedOverDto'];

export type Day = Schemas['DaySheetDto'];
export type BarberDay = Day['barbers'][number];

/** What staff at the desk may always do: times off the grid and at short notice are theirs to give. */
const DESK_OVERRIDES: readonly Override[] = ['grid', 'notice'];
const MOST = 100;
/** Minutes. */
const WALK_IN_WAIT = 15;
const keys = new RequestKeys();

/** @throws ApiError */
export async function readDay(id: number, date: string): Promise<Day> {
  return answerOf(client.GET('/api/v1/locations/{id}/day', { params: { path: { id }, query: { date } } }));
}

/** The bookings of some days, soonest first. @throws ApiError */
export async function bookingsOf(
  locationId: number,
  from: string,
  to: string,
): Promise<readonly Appointment[]> {
  return everyPage({ locationId, from, to });
}

/** Confirmed bookings to come that a change of hours, services or place has left uncovered. @throws ApiError */
export async function uncoveredOf(locationId: number): Promise<readonly Appointment[]> {
  return everyPage({ locationId, uncovered: true });
}

async function everyPage(of: {
  locationId: number;
  from?: string;
  to?: string;
  uncovered?: boolean;
}): Promise<readonly Appointment[]> {
  const items: Appointment[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...of, limit: MOST, sort: 'startsAt' as const, ...(cursor && { cursor }) };
    const page = await answerOf(client.GET('/api/v1/bookings', { params: { query } }));
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** @param override rules that are gone beyond, with those that staff always may @throws ApiError */
export async function bookAtDesk(
  booking: NewBooking,
  override: readonly Override[] = [],
): Promise<Appointment> {
  const body = { ...booking, override: [...DESK_OVERRIDES, ...override] };
  const answer = await answerOf(
    client.POST('/api/v1/bookings', { body, params: { header: { 'Idempotency-Key': keys.keyOf(body) } } }),
  );
  keys.renew();
  return answer;
}

/** With the barber who can begin first. @param startsWithinMinutes how long the client would wait @throws ApiError `nobody-free` */
export async function walkIn(
  locationId: number,
  serviceId: number,
  startsWithinMinutes = WALK_IN_WAIT,
): Promise<Appointment> {
  const body = { locationId, serviceId, startsWithinMinutes };
  const answer = await answerOf(
    client.POST('/api/v1/bookings/walk-in', {
      body,
      params: { header: { 'Idempotency-Key': keys.keyOf(body) } },
    }),
  );
  keys.renew();
  return answer;
}

/** A booking as it was when it was shown: a write is refused where it has changed since. */
export type Shown = Pick<Appointment, 'id' | 'version'>;

/** @throws ApiError */
export async function readBooking(id: number): Promise<Appointment> {
  return answerOf(client.GET('/api/v1/bookings/{id}', { params: { path: { id } } }));
}

/** @throws ApiError `version-mismatch` */
export async function changeAtDesk(
  shown: Shown,
  changes: Changes,
  override: readonly Override[] = [],
): Promise<Appointment> {
  // What changes no time goes beyond no rule of times.
  const isTime = ['startsAt', 'date', 'barberId', 'durationMinutes'].some((name) => name in changes);
  const body = { ...changes, override: [...(isTime ? DESK_OVERRIDES : []), ...override] };
  return answerOf(client.PATCH('/api/v1/bookings/{id}', { params: paramsOf(shown), body }));
}

/** @throws ApiError `version-mismatch` */
export async function cancelAtDesk(shown: Shown): Promise<Appointment> {
  return answerOf(
    client.POST('/api/v1/bookings/{id}/cancel', { params: paramsOf(shown), body: { by: 'shop' } }),
  );
}

/** Gives a booking to a barber, by default to one who is free. @throws ApiError `version-mismatch` */
export async function reassign(shown: Shown, barberId?: number): Promise<Appointment> {
  const body = barberId === undefined ? {} : { barberId };
  return answerOf(client.POST('/api/v1/bookings/{id}/reassign', { params: paramsOf(shown), body }));
}

function paramsOf({ id, version }: Shown) {
  return { path: { id }, header: { 'If-Match': `"${version}"` } };
}

/** Gives what a barber has on a date to those who are free. @param preview only says what would be done @throws ApiError */
export async function reassignDay(
  id: number,
  date: string,
  preview: boolean,
): Promise<readonly HandedOver[]> {
  const { items } = await answerOf(
    client.POST('/api/v1/barbers/{id}/reassign-day', {
      params: { path: { id }, query: { preview } },
      body: { date },
    }),
  );
  return items;
}

/** @param text three characters or more of a name, phone or e-mail @throws ApiError */
export async function findClients(text: string, businessId: number): Promise<FoundClients> {
  const query = { q: text, businessId, limit: 20 };
  const { items, nextCursor } = await answerOf(client.GET('/api/v1/clients', { params: { query } }));
  return { clients: items, isAll: nextCursor === null };
}

/** @throws ApiError */
export async function clientBookings(id: number): Promise<readonly Appointment[]> {
  const params = { path: { id }, query: { limit: 30 } };
  return (await answerOf(client.GET('/api/v1/clients/{id}/bookings', { params }))).items;
}
