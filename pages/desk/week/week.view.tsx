import { useRef, useState } from 'preact/hooks';
import { bookingsOf } from '../../api/desk.js';
import type { Appointment } from '../../api/shop.js';
import { addDays, weekdayOf } from '../../parts/dates.js';
import { dateIn, shortDay, timeIn } from '../../parts/times.js';
import { useKeptFocus } from '../../parts/use-kept-focus.js';
import { texts } from '../../texts/texts.js';
import { BookingDialog } from '../booking/booking.dialog.js';
import { clientOf } from '../booking/booking.words.js';
import { DateBar } from '../day/date.bar.js';
import { useDraft } from '../../parts/drafts.js';
import type { Place } from '../place.js';
import { type Desk, useRead } from '../use-desk.js';

interface Props {
  readonly place: Place;
  readonly date: string;
  readonly version: number;
  readonly desk: Desk;
  readonly onDate: (date: string) => void;
  readonly onDay: (date: string) => void;
}

/** Seven days from Monday on, all barbers or one. */
export function WeekView({ place: { location, barbers }, date, version, desk, onDate, onDay }: Props) {
  const monday = addDays(date, 1 - weekdayOf(date));
  const days = Array.from({ length: 7 }, (_, index) => addDays(monday, index));
  const [barberId, setBarberId] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  useKeptFocus(place);
  const [open, setOpen] = useDraft<Appointment | undefined>('week', undefined);
  const bookings = useRead(
    () => bookingsOf(location.id, monday, addDays(monday, 6)),
    `${location.id} ${monday}`,
    version,
    desk.current,
  );
  const shown = bookings?.filter(
    (booking) => booking.status !== 'cancelled' && (barberId === 0 || booking.barberId === barberId),
  );
  const today = dateIn(location.timezone, Date.now());
  return (
    <>
      <div class="bar">
        <DateBar date={monday} timezone={location.timezone} days={7} onDate={onDate} />
        <select
          aria-label={texts.desk.barber}
          value={barberId}
          onChange={(event) => setBarberId(Number(event.currentTarget.value))}
        >
          <option value={0}>{texts.desk.allBarbers}</option>
          {barbers.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div ref={place} class="week" role="group" aria-label={texts.desk.viewNames.week} tabIndex={-1}>
        {days.map((day) => {
          const own = shown?.filter((booking) => dateIn(location.timezone, booking.startsAt) === day);
          return (
            <section key={day} class={day === today ? 'panel today' : 'panel'} aria-label={shortDay(day)}>
              <h3>
                <button type="button" class="plain" onClick={() => onDay(day)}>
                  {shortDay(day)}
                </button>
              </h3>
              <p class="quiet">{own === undefined ? texts.parts.loading : texts.desk.bookings(own.length)}</p>
              <ul>
                {own?.map((booking) => (
                  <li key={booking.id}>
                    <button
                      type="button"
                      class={`entry ${booking.status}`}
                      data-focus={booking.id}
                      onClick={() => setOpen(booking)}
                    >
                      <strong>{timeIn(location.timezone, booking.startsAt)}</strong> {clientOf(booking)}
                      <span class="quiet">
                        {booking.service.name} · {booking.barber.name}
                        {booking.status === 'no_show' && ` · ${texts.desk.status.no_show}`}
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      {open && (
        <BookingDialog booking={open} barbers={barbers} desk={desk} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}
