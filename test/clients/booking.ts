import createClient from 'openapi-fetch';
import type { paths } from './generated/openapi.js';
import { appointmentsBook as bookByHeyApi, slotsList as slotsByHeyApi } from './generated/hey-api/sdk.gen.js';
import { appointmentsBook as bookByOrval, slotsList as slotsByOrval } from './generated/orval/client.js';

/* A whole booking by each client, so that the compiler sees them used. */
const baseUrl = 'https://shop.example';
const fetched = createClient<paths>({ baseUrl });

export async function byOpenapiFetch(date: string): Promise<number | undefined> {
  const { data } = await fetched.GET('/api/v1/bookings/available-slots', {
    params: { query: { date, serviceId: 1 } },
  });
  const first = data !== undefined && 'slots' in data ? data.slots[0] : undefined;
  if (first === undefined) return undefined;
  const booked = await fetched.POST('/api/v1/bookings', { body: { startsAt: first.startsAt, serviceId: 1 } });
  return booked.data?.id;
}

export async function byHeyApi(date: string): Promise<number | undefined> {
  const { data } = await slotsByHeyApi({ baseUrl, query: { date, serviceId: 1 } });
  const first = data !== undefined && 'slots' in data ? data.slots[0] : undefined;
  if (first === undefined) return undefined;
  const booked = await bookByHeyApi({ baseUrl, body: { startsAt: first.startsAt, serviceId: 1 } });
  return booked.data?.id;
}

export async function byOrval(date: string): Promise<number | undefined> {
  const answer = await slotsByOrval({ date, serviceId: 1 });
  const first = answer.status === 200 && 'slots' in answer.data ? answer.data.slots[0] : undefined;
  if (first === undefined) return undefined;
  const booked = await bookByOrval({ startsAt: first.startsAt, serviceId: 1 });
  return booked.status === 201 ? booked.data.id : undefined;
}
