import { useRef } from 'preact/hooks';
import type { Appointment, Barber } from '../../api/shop.js';
import { useKeptFocus } from '../../parts/use-kept-focus.js';
import { texts } from '../../texts/texts.js';
import { useDraft } from '../../parts/drafts.js';
import type { Desk } from '../use-desk.js';
import { BookingDialog } from './booking.dialog.js';
import { clientOf, whenOf } from './booking.words.js';

interface Props {
  readonly bookings: readonly Appointment[];
  readonly barbers: readonly Barber[];
  readonly desk: Desk;
  /** Whether all are of one client, who is named elsewhere. */
  readonly isOfOne?: boolean;
}

/** Bookings below each other; each opens what can be done with it. */
export function BookingList({ bookings, barbers, desk, isOfOne = false }: Props) {
  const place = useRef<HTMLUListElement>(null);
  useKeptFocus(place);
  const [open, setOpen] = useDraft<Appointment | undefined>('list', undefined);
  return (
    <>
      <ul ref={place} class="list" tabIndex={-1}>
        {bookings.map((booking) => (
          <li key={booking.id}>
            <button type="button" class={`entry ${booking.status}`} onClick={() => setOpen(booking)}>
              <strong>{whenOf(booking)}</strong> {!isOfOne && clientOf(booking)}
              <span class="quiet">
                {booking.service.name} · {texts.desk.status[booking.status]}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {open && (
        <BookingDialog
          booking={open}
          barbers={barbers}
          desk={desk}
          onClose={() => setOpen((before) => (before === open ? undefined : before))}
        />
      )}
    </>
  );
}
