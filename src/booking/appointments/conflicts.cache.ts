import { defineRegion, setting } from '../../cache/entry/region.js';
import {
  anywhereOnEarth,
  barberShard,
  BARBERS,
  EVERYBODY,
  LOCATION,
  tagsOfAppointments,
  utcDays,
} from '../tags.cache.js';

/** Appointment conflicts of one barber and day: forgotten when an appointment of that barber and day changes. */
export const conflictsRegion = defineRegion<[barberId: number, date: string]>({
  name: 'appointment conflicts',
  pattern: 'appt_conflicts:barber_{id}:{date}',
  version: 1,
  ttl: setting('CACHE_APPOINTMENT_CONFLICTS_TTL', 300),
  shard: (barberId) => barberShard(barberId),
  key: (barberId, date) => `appt_conflicts:barber_${barberId}:${date}`,
  tags: (barberId, date) => [
    LOCATION,
    BARBERS,
    ...tagsOfAppointments(barberId, utcDays(anywhereOnEarth(date))),
  ],
  wide: () => [EVERYBODY],
});
