import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/api.error.js';
import { cancelGuestBooking, guestBooking, moveGuestBooking } from '../../api/guests.js';
import type { Appointment } from '../../api/shop.js';
import { TroubleNotice } from '../../parts/trouble.notice.js';
import { useFocusAfter } from '../../parts/use-focus-after.js';
import { useReturn } from '../../parts/use-return.js';
import { texts } from '../../texts/texts.js';
import { AddToCalendar } from './add-to-calendar.js';
import { BookingCard } from './booking.card.js';
import { CancelDialog } from './cancel.dialog.js';
import { MovePanel } from './move.panel.js';

/** The booking that a guest's link leads to. */
export function GuestBooking({ manageToken }: { readonly manageToken: string }) {
  const [booking, setBooking] = useState<Appointment>();
  const [doing, setDoing] = useState<'move' | 'cancel'>();
  const [trouble, setTrouble] = useState('');
  const [said, setSaid] = useState('');
  const place = useRef<HTMLDivElement>(null);
  const focusAfter = useFocusAfter(place);
  const [isUnknown, setUnknown] = useState(false);
  const read = async () => {
    try {
      const found = await guestBooking(manageToken);
      // It may have been read before the visitor changed it.
      setBooking((before) => (before !== undefined && before.version > found.version ? before : found));
    } catch (error) {
      setUnknown(error instanceof ApiError && error.status === 404);
      setTrouble((error as Error).message);
    }
  };
  useEffect(() => void read(), [manageToken]);
  useReturn(() => void read());
  const after = (changed: Appointment, sentence: string) => {
    setBooking(changed);
    setDoing(undefined);
    setSaid(sentence);
    focusAfter('.said');
  };
  /** What is shown may be changed elsewhere meanwhile. */
  const send = async (request: Promise<Appointment>, sentence: string) => {
    try {
      after(await request, sentence);
    } catch (error) {
      void read();
      throw error;
    }
  };
  if (isUnknown) return <p role="alert">{texts.book.unknownLink}</p>;
  if (booking === undefined) {
    return trouble === '' ? (
      <p class="quiet">{texts.parts.loading}</p>
    ) : (
      <TroubleNotice trouble={trouble} onRetry={read} />
    );
  }
  const isConfirmed = booking.status === 'confirmed';
  if (doing === 'move' && isConfirmed) {
    return (
      <MovePanel
        booking={booking}
        isGuest
        move={async (startsAt) => send(moveGuestBooking(manageToken, booking, startsAt), texts.book.moved)}
        onClose={() => {
          setDoing(undefined);
          focusAfter('#move');
        }}
      />
    );
  }
  return (
    <div class="bookings" ref={place}>
      <p role="status" class="said good" tabIndex={-1}>
        {said}
      </p>
      <h2 class="unseen">{texts.book.yourAppointment}</h2>
      <BookingCard booking={booking}>
        {isConfirmed && (
          <>
            <button id="move" type="button" onClick={() => setDoing('move')}>
              {texts.book.move}
            </button>
            <button type="button" class="destructive" onClick={() => setDoing('cancel')}>
              {texts.book.cancel}
            </button>
            <AddToCalendar of={booking} />
          </>
        )}
      </BookingCard>
      {doing === 'cancel' && isConfirmed && (
        <CancelDialog
          booking={booking}
          cancel={async () => send(cancelGuestBooking(manageToken, booking), texts.book.cancelled)}
          onClose={() => setDoing(undefined)}
        />
      )}
    </div>
  );
}
