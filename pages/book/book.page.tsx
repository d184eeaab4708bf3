import { useEffect, useRef, useState } from 'preact/hooks';
import type { Booked } from '../api/guests.js';
import { readShop, type Shop } from '../api/shop.js';
import { DraftsContext, useDrafts } from '../parts/drafts.js';
import { SignInForm } from '../parts/sign-in.form.js';
import { TroubleNotice } from '../parts/trouble.notice.js';
import { useFocusOnChange } from '../parts/use-focus-on-change.js';
import { useHash } from '../parts/use-hash.js';
import { useReturn } from '../parts/use-return.js';
import { useSession } from '../parts/use-session.js';
import { useTitle } from '../parts/use-title.js';
import { texts } from '../texts/texts.js';
import { BookingFlow } from './booking.flow.js';
import { GuestBooking } from './bookings/guest-booking.panel.js';
import { OwnBookings } from './bookings/own-bookings.panel.js';

/** The page of the shop's clients: they book, and see what they have booked. */
export function BookPage() {
  const session = useSession();
  const drafts = useDrafts(session);
  const hash = useHash();
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnChange(hash, heading);
  const [shop, setShop] = useState<Shop>();
  const [trouble, setTrouble] = useState('');
  const [round, setRound] = useState(0);
  const [booked, setBooked] = useState<Booked>();
  const read = async () => {
    try {
      setShop(await readShop());
      setTrouble('');
      setRound((before) => before + 1);
    } catch (error) {
      setTrouble((error as Error).message);
    }
  };
  useEffect(() => void read(), []);
  useReturn(() => void read());
  const isBookings = hash === 'bookings';
  const manageToken = hash.startsWith('guest=') ? hash.slice('guest='.length) : undefined;
  const title = titleOf(isBookings, manageToken);
  useTitle(title);
  /** Why the bookings that are shown are not current. */
  const [stale, setStale] = useState('');
  const onRead = (error?: Error) =>
    setStale(error === undefined || session.hasEndedBy(error) ? '' : error.message);
  return (
    <DraftsContext.Provider value={drafts}>
      <header class="top">
        <p class="brand">BookedBarber</p>
        <nav aria-label={texts.book.sections}>
          <a
            href="#"
            aria-current={isBookings || manageToken !== undefined ? undefined : 'page'}
            onClick={() => setBooked(undefined)}
          >
            {texts.book.book}
          </a>
          <a href="#bookings" aria-current={isBookings ? 'page' : undefined}>
            {texts.book.yourBookings}
          </a>
          <a href="/account">{texts.account.link}</a>
        </nav>
        {session.account && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              setBooked(undefined);
              void session.end();
            }}
          >
            {texts.parts.signOut}
          </button>
        )}
      </header>
      <main>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <TroubleNotice trouble={trouble || (isBookings ? stale : '')} onRetry={read} />
        {manageToken !== undefined ? (
          <GuestBooking key={manageToken} manageToken={manageToken} />
        ) : isBookings ? (
          <YourBookings key={session.account?.id} session={session} round={round} onRead={onRead} />
        ) : (
          shop && <BookingFlow shop={shop} session={session} booked={booked} onBooked={setBooked} />
        )}
      </main>
    </DraftsContext.Provider>
  );
}

function titleOf(isBookings: boolean, manageToken: string | undefined): string {
  if (manageToken !== undefined) return texts.book.guestBooking;
  return isBookings ? texts.book.yourBookings : texts.book.title;
}

interface BookingsProps {
  readonly session: ReturnType<typeof useSession>;
  /** What is shown is read again when it changes. */
  readonly round: number;
  readonly onRead: (error?: Error) => void;
}

function YourBookings({ session, round, onRead }: BookingsProps) {
  const { account, notice } = session;
  if (account === undefined) return null;
  if (account === null) {
    return (
      <section class="panel narrow">
        <p>{texts.book.signInForBookings}</p>
        <SignInForm key={notice} notice={notice} onSignedIn={session.start} />
      </section>
    );
  }
  if (account.role !== 'client') {
    return (
      <section class="panel narrow">
        <p>{texts.book.forStaff}</p>
        <a class="button" href="/desk">
          {texts.book.toDesk}
        </a>
      </section>
    );
  }
  return <OwnBookings round={round} onRead={onRead} />;
}
