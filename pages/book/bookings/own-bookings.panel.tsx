import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { cancelBooking, moveBooking, ownBookings } from '../../api/own-bookings.js';
import type { Appointment } from '../../api/shop.js';
import { useDraft } from '../../parts/drafts.js';
import { useFocusAfter } from '../../parts/use-focus-after.js';
import { useRounds } from '../../parts/use-rounds.js';
import { texts } from '../../texts/texts.js';
import { AddToCalendar } from './add-to-calendar.js';
import { BookingCard } from './booking.card.js';
import { CancelDialog } from './cancel.dialog.js';
import { MovePanel } from './move.panel.js';

interface Props {
  /** Read again when it changes. */
  readonly round: number;
  /** Called after each read, with the error if it failed, which may mean that the session has ended. */
  readonly onRead: (error?: Error) => void;
}

type Doing = { readonly what: 'move' | 'cancel'; readonly booking: Appointment };

/** What the visitor has booked, and what they can do about it. */
export function OwnBookings({ round, onRead }: Props) {
  const [coming, setComing] = useState<readonly Appointment[]>();
  const [earlier, setEarlier] = useState<readonly Appointment[]>();
  const [doing, setDoing] = useDraft<Doing | undefined>('doing', undefined);
  const [said, setSaid] = useState('');
  const place = useRef<HTMLDivElement>(null);
  const focusAfter = useFocusAfter(place);
  const begin = { coming: useRounds(), earlier: useRounds() };

  const show = async (which: 'coming' | 'earlier', take: (found: readonly Appointment[]) => void) => {
    const isNewest = begin[which]();
    try {
      const found = await ownBookings(which);
      if (!isNewest()) return;
      take(found);
      onRead();
    } catch (error) {
      if (isNewest()) onRead(error as Error);
    }
  };
  const read = async () => show('coming', setComing);
  useEffect(() => void read(), [round]);
  const after = (sentence: string) => {
    setDoing((before) => (before === doing ? undefined : before));
    setSaid(sentence);
    focusAfter('.said');
    begin.earlier();
    setEarlier(undefined);
    return read();
  };

  /** What is shown may be changed elsewhere meanwhile. */
  const failed = (error: Error) => {
    void read();
    throw error;
  };

  const present = coming === undefined ? doing?.booking : coming.find(({ id }) => id === doing?.booking.id);
  // Before the page is painted without what had the focus.
  useLayoutEffect(() => {
    if (!doing || present) return;
    setDoing(undefined);
    setSaid(texts.book.goneMeanwhile);
    focusAfter('.said');
  }, [coming]);
  if (doing?.what === 'move' && present) {
    return (
      <MovePanel
        booking={present}
        move={(startsAt) => moveBooking(present, startsAt).then(() => after(texts.book.moved), failed)}
        onClose={() => {
          setDoing(undefined);
          focusAfter(`#move-${present.id}`);
        }}
      />
    );
  }
  return (
    <div class="bookings" ref={place}>
      <p role="status" class="said good" tabIndex={-1}>
        {said}
      </p>
      <h2>{texts.book.coming}</h2>
      {coming === undefined && <p class="quiet">{texts.parts.loading}</p>}
      {coming?.length === 0 && <p class="quiet">{texts.book.noBookings}</p>}
      {coming?.map((booking) => (
        <BookingCard key={booking.id} booking={booking}>
          <button id={`move-${booking.id}`} type="button" onClick={() => setDoing({ what: 'move', booking })}>
            {texts.book.move}
          </button>
          <button type="button" class="destructive" onClick={() => setDoing({ what: 'cancel', booking })}>
            {texts.book.cancel}
          </button>
          <AddToCalendar of={booking} />
        </BookingCard>
      ))}
      <h2>{texts.book.earlier}</h2>
      {earlier === undefined ? (
        <button type="button" onClick={() => void show('earlier', setEarlier)}>
          {texts.book.showEarlier}
        </button>
      ) : (
        earlier.length === 0 && <p class="quiet">{texts.book.noEarlier}</p>
      )}
      {earlier?.map((booking) => (
        <BookingCard key={booking.id} booking={booking} />
      ))}
      {doing?.what === 'cancel' && present && (
        <CancelDialog
          booking={present}
          asksWhy
          cancel={(reason) => cancelBooking(present, reason).then(() => after(texts.book.cancelled), failed)}
          onClose={() => setDoing(undefined)}
        />
      )}
    </div>
  );
}
