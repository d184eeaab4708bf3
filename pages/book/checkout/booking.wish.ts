import type { BookingChoice } from '../choice.js';
import type { ChosenSlot } from '../times/slot.picker.js';

/** What is sent to book a time, on the shop's clock. */
export function bookingOf(
  { location, service, barber }: BookingChoice,
  { startsAt }: Pick<ChosenSlot, 'startsAt'>,
  notes: string,
) {
  const said = notes.trim();
  return {
    startsAt,
    serviceId: service.id,
    locationId: location.id,
    timezone: location.timezone,
    ...(barber && { barberId: barber.id }),
    ...(said !== '' && { notes: said }),
  };
}
