import { barberShard, locationShard } from '../tags.cache.js';
import type { SlotQuery } from './slot.query.js';

/** A location's answers are the location's, also when they are about one barber of it. */
export function slotShard({ locationId, barberId }: SlotQuery): string {
  return locationId === undefined && barberId !== undefined
    ? barberShard(barberId)
    : locationShard(locationId);
}

/** `{prefix}:{date}[:barber_{id}]:svc_{id}[:{timezone}]` */
export function slotKey(prefix: string, { date, barberId, serviceId, timezone }: SlotQuery): string {
  const parts = [prefix, date];
  if (barberId !== undefined) parts.push(`barber_${barberId}`);
  parts.push(`svc_${serviceId ?? 'default'}`);
  if (timezone !== undefined) parts.push(timezone);
  return parts.join(':');
}
