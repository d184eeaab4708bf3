import { useEffect, useState } from 'preact/hooks';
import type { Appointment } from '../../api/shop.js';
import { texts } from '../../texts/texts.js';
import { calendarFile } from './calendar.file.js';

/** A link to a file that calendars read. */
export function AddToCalendar({ of: booking }: { readonly of: Appointment }) {
  const [href, setHref] = useState('');
  useEffect(() => {
    const { id, version, startsAt, endsAt, service, barber, location: place } = booking;
    const file = calendarFile({
      uid: `booking-${id}@${location.host}`,
      sequence: version,
      title: texts.book.calendarTitle(service.name, barber.name),
      place: place.name,
      startsAt,
      endsAt,
    });
    const url = URL.createObjectURL(new Blob([file], { type: 'text/calendar' }));
    setHref(url);
    return () => URL.revokeObjectURL(url);
  }, [booking]);
  return (
    <a class="button" href={href} download="appointment.ics">
      {texts.book.addToCalendar}
    </a>
  );
}
