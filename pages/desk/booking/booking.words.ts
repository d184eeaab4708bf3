import type { Appointment } from '../../api/shop.js';
import { dateIn, shortDay, timeIn } from '../../parts/times.js';
import { isolated } from '../../texts/isolated.js';
import { texts } from '../../texts/texts.js';

/** Who is coming; those who walk in need not say it. */
export function clientOf({ client }: Appointment): string {
  return client === null ? texts.desk.walkInClient : isolated(client.name);
}

/** `Tue 14 Mar, 14:30 with Bo`, on the shop's clock. */
export function whenOf({ startsAt, barber, location }: Appointment): string {
  const zone = location.timezone;
  return texts.desk.whenWith(
    `${shortDay(dateIn(zone, startsAt))}, ${timeIn(zone, startsAt)}`,
    isolated(barber.name),
  );
}
