import { clockTime } from '../wall-time.js';

/** Between two starts; also the length of the services. */
export const GRID_MINUTES = 30;

/** The grid of a day without appointments: a barber who works all day can be booked at all of these starts. */
export const GRID: readonly string[] = Array.from({ length: 48 }, (_, index) =>
  clockTime(index * GRID_MINUTES),
);

/** The start that a list of slots misses for a barber: where the appointment or the time off stands. */
export function missingStart(
  body: { slots: readonly { time: string; barberIds: readonly number[] }[] },
  barberId: number,
): string {
  const offered = new Set<string>();
  for (const slot of body.slots) if (slot.barberIds.includes(barberId)) offered.add(slot.time);
  const missing = GRID.filter((time) => !offered.has(time));
  return missing.length === 0 ? 'free' : missing.join(' and ');
}
