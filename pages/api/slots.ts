import { ApiError } from './api.error.js';
import { answerOf, client } from './client.js';
import type { components } from './openapi.js';

export type Slot = components['schemas']['SlotDto'];
export type NextSlot = components['schemas']['NextSlotDto'];

/** Whose free times, of what, on which clock. */
export interface SlotQuery {
  readonly locationId: number;
  readonly serviceId: number;
  /** `undefined`: of any barber. */
  readonly barberId?: number | undefined;
  readonly timezone: string;
  /** A booking that is being moved: its own time is free for it. */
  readonly ignoreBookingId?: number | undefined;
}

/** @throws ApiError */
export async function slotsOf(query: SlotQuery, date: string): Promise<readonly Slot[]> {
  const answer = await answerOf(
    client.GET('/api/v1/bookings/available-slots', { params: { query: { ...fieldsOf(query), date } } }),
  );
  return 'slots' in answer ? answer.slots : [];
}

/** The first free slot at or after a date, by default today. @throws ApiError */
export async function nextSlotOf(query: SlotQuery, date?: string): Promise<NextSlot | null> {
  const { next } = await answerOf(
    client.GET('/api/v1/bookings/next-available', {
      params: { query: { ...fieldsOf(query), ...(date !== undefined && { date }) } },
    }),
  );
  return next;
}

/**
 * How many starts are free on each of some days that follow each other, 62 at most; of so many barbers that the server does not count
 * for all, of none.
 *
 * @throws ApiError
 */
export async function freeDaysOf(
  query: SlotQuery,
  days: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const [from = '', to = ''] = [days[0], days.at(-1)];
  try {
    const answer = await answerOf(
      client.GET('/api/v1/bookings/available-days', { params: { query: { ...fieldsOf(query), from, to } } }),
    );
    return new Map(answer.days.map(({ date, free }) => [date, free]));
  } catch (error) {
    if (error instanceof ApiError && error.code === 'range-too-wide') return new Map();
    throw error;
  }
}

/** The fields that are known. */
export function fieldsOf({ locationId, serviceId, barberId, timezone, ignoreBookingId }: SlotQuery) {
  return {
    locationId,
    serviceId,
    timezone,
    ...(barberId !== undefined && { barberId }),
    ...(ignoreBookingId !== undefined && { ignoreBookingId }),
  };
}
