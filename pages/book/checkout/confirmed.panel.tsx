import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Booked } from '../../api/guests.js';
import { texts } from '../../texts/texts.js';
import { AddToCalendar } from '../bookings/add-to-calendar.js';
import { BookingCard } from '../bookings/booking.card.js';

interface Props {
  readonly booking: Booked;
  readonly onAnother: () => void;
}

/** It is booked. */
export function ConfirmedPanel({ booking, onAnother }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="booked" aria-labelledby="confirmed">
      <p class="tick" aria-hidden="true">
        ✓
      </p>
      <h2 id="confirmed" ref={heading} tabIndex={-1}>
        {texts.book.confirmed}
      </h2>
      <p>{texts.book.confirmedText(booking.barber.name, booking.location.name)}</p>
      {booking.manageToken !== undefined && <GuestLink manageToken={booking.manageToken} />}
      <BookingCard booking={booking}>
        <AddToCalendar of={booking} />
        {booking.manageToken === undefined ? (
          <a class="button" href="#bookings">
            {texts.book.seeBookings}
          </a>
        ) : (
          <a
            class="button"
            href={`#guest=${booking.manageToken}`}
            // It is the page's address already.
            onClick={() => dispatchEvent(new Event('hashchange'))}
          >
            {texts.book.manageLink}
          </a>
        )}
        <button type="button" onClick={onAnother}>
          {texts.book.bookAnother}
        </button>
      </BookingCard>
    </section>
  );
}

/** The link by which a guest comes back, to be copied: it is shown only now. */
function GuestLink({ manageToken }: { readonly manageToken: string }) {
  const id = useId();
  return (
    <div class="panel guest-link">
      <p>{texts.book.keepLink}</p>
      <label for={id}>{texts.book.linkToBooking}</label>
      <input
        id={id}
        readOnly
        value={`${location.origin}${location.pathname}#guest=${manageToken}`}
        onFocus={(event) => event.currentTarget.select()}
      />
    </div>
  );
}
