import { answerOf, client } from './client.js';
import type { Appointment } from './shop.js';

const MOST = 50;

/** The caller's bookings: those to come, soonest first, or those that are over, newest first. @throws ApiError */
export async function ownBookings(
  which: 'coming' | 'earlier',
  today: string,
): Promise<readonly Appointment[]> {
  const query =
    which === 'coming'
      ? { from: today, sort: 'startsAt' as const, status: 'confirmed', limit: MOST }
      : { to: today, sort: '-startsAt' as const, limit: MOST };
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

/** @throws ApiError */
export async function cancelBooking({ id }: Appointment, reason: string): Promise<Appointment> {
  const body = reason === '' ? {} : { reason };
  return answerOf(client.POST('/api/v1/bookings/{id}/cancel', { params: { path: { id } }, body }));
}
