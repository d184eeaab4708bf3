import { addDays } from '../parts/dates.js';
import { dateIn } from '../parts/times.js';
import { answerOf, client } from './client.js';
import type { Appointment } from './shop.js';

const MOST = 50;

/** The caller's bookings: those to come, soonest first, or those that are over or cancelled, newest first. @throws ApiError */
export async function ownBookings(which: 'coming' | 'earlier'): Promise<readonly Appointment[]> {
  // The day before is not over in all zones: the server takes it on the clock of the account or of a shop.
  const yesterday = addDays(dateIn('UTC', Date.now()), -1);
  const query =
    which === 'coming'
      ? { from: yesterday, sort: 'startsAt' as const, status: 'confirmed', limit: MOST }
      : { sort: '-startsAt' as const, limit: MOST };
  const { items } = await answerOf(client.GET('/api/v1/bookings', { params: { query } }));
  const now = new Date().toISOString();
  return items.filter(
    ({ endsAt, status }) => (endsAt > now && status === 'confirmed') === (which === 'coming'),
  );
}

/** @throws ApiError also when it has been changed meanwhile */
export async function moveBooking({ id, version }: Appointment, startsAt: string): Promise<Appointment> {
  const params = { path: { id }, header: { 'If-Match': `"${version}"` } };
  return answerOf(client.PATCH('/api/v1/bookings/{id}', { params, body: { startsAt } }));
}

/** @throws ApiError also when it has been changed meanwhile */
export async function cancelBooking({ id, version }: Appointment, reason: string): Promise<Appointment> {
  const params = { path: { id }, header: { 'If-Match': `"${version}"` } };
  const body = reason === '' ? {} : { reason };
  return answerOf(client.POST('/api/v1/bookings/{id}/cancel', { params, body }));
}
