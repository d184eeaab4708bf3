import { get, type HttpRequest } from './register.js';
import type { Booked } from './registers/appointment.register.js';
import { dateAhead } from './wall-time.js';

/** Zones that nothing else in a run asks for. */
const ZONES = ['Pacific/Tongatapu', 'Pacific/Apia', 'Atlantic/Azores', 'Asia/Kathmandu', 'Indian/Maldives'];
const FIRST_DAY = 12;
const DAYS = 300;

/** Reads of lists of slots that no instance has cached: one key after the other, each once. */
export class ColdKeys {
  private used = 0;

  constructor(private readonly shop: Booked) {}

  next(count: number): HttpRequest[] {
    return Array.from({ length: count }, () => {
      const index = this.used++;
      const { locationId, serviceId } = this.shop;
      return get('bookings/available-slots', {
        date: dateAhead(FIRST_DAY + (index % DAYS)),
        timezone: ZONES[Math.floor(index / DAYS) % ZONES.length] ?? '',
        locationId,
        serviceId,
      });
    });
  }
}
