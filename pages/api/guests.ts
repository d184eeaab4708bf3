import { answerOf, client } from './client.js';
import type { components } from './openapi.js';
import type { Appointment } from './shop.js';

type NewBooking = components['schemas']['NewAppointmentDto'];
/** What booking answers; to guests with the token of their link, once. */
export type Booked = Appointment & { readonly manageToken?: string };

/** Whether people without an account may book. @throws ApiError */
export async function takesGuests(businessId: number): Promise<boolean> {
  const params = { query: { businessId } };
  return (await answerOf(client.GET('/api/v1/settings/booking/public', { params }))).guestBooking;
}

/** For the account that is signed in, or for the guest that `client` names. @throws ApiError */
export async function bookOnline(body: NewBooking, key: string): Promise<Booked> {
  return answerOf(client.POST('/api/v1/bookings', { body, params: { header: { 'Idempotency-Key': key } } }));
}

/** @throws ApiError `not-found` for a link that has ended */
export async function guestBooking(manageToken: string): Promise<Appointment> {
  return answerOf(client.GET('/api/v1/guest-bookings/{manageToken}', { params: { path: { manageToken } } }));
}

/** @throws ApiError */
export async function moveGuestBooking(
  manageToken: string,
  { version }: Appointment,
  startsAt: string,
): Promise<Appointment> {
  const params = { path: { manageToken }, header: { 'If-Match': `"${version}"` } };
  return answerOf(client.PATCH('/api/v1/guest-bookings/{manageToken}', { params, body: { startsAt } }));
}

/** @throws ApiError */
export async function cancelGuestBooking(
  manageToken: string,
  { version }: Appointment,
): Promise<Appointment> {
  const params = { path: { manageToken }, header: { 'If-Match': `"${version}"` } };
  return answerOf(client.DELETE('/api/v1/guest-bookings/{manageToken}', { params }));
}
