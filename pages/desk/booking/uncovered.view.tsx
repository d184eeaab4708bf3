import { uncoveredOf } from '../../api/desk.js';
import { texts } from '../../texts/texts.js';
import type { Place } from '../place.js';
import { type Desk, useRead } from '../use-desk.js';
import { BookingList } from './booking.list.js';

interface Props {
  readonly place: Place;
  readonly version: number;
  readonly desk: Desk;
}

/** Who comes at a time at which their barber no longer works. */
export function UncoveredView({ place, version, desk }: Props) {
  const { location, barbers } = place;
  const bookings = useRead(() => uncoveredOf(location.id), `${location.id}`, version, desk.current);
  return (
    <section class="panel" aria-labelledby="uncovered">
      <h2 id="uncovered">{texts.desk.uncovered}</h2>
      <p class="quiet">{texts.desk.uncoveredHint}</p>
      {bookings === undefined && <p class="quiet">{texts.parts.loading}</p>}
      {bookings?.length === 0 && <p class="good">{texts.desk.allCovered}</p>}
      {bookings && <BookingList bookings={bookings} barbers={barbers} desk={desk} />}
    </section>
  );
}
