import { MINUTE_MS } from '../../time/durations.js';
import { dateAt, wallTimeAt, zoneDay } from '../wall-time/zone-day.js';
import type { OpenStart } from './open-starts.js';
import type { NextSlotDto } from './slots.dto.js';

/** A start as the first that is available: its date and time in the zone, and of its barbers the one with the lowest id. */
export function nextSlotOf(
  { start, barberIds }: OpenStart,
  timezone: string,
  durationMinutes: number,
): NextSlotDto {
  const date = dateAt(timezone, start);
  return {
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + durationMinutes * MINUTE_MS).toISOString(),
    date,
    time: wallTimeAt(zoneDay(timezone, date), start),
    barberId: Math.min(...barberIds),
  };
}
