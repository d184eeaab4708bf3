import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/api.error.js';
import { type Booked, bookOnline } from '../../api/guests.js';
import type { Account } from '../../api/page.session.js';
import { RequestKeys } from '../../api/request-key.js';
import { length } from '../../parts/amounts.js';
import { timeIn } from '../../parts/times.js';
import { useSubmit } from '../../parts/use-submit.js';
import { isolated } from '../../texts/isolated.js';
import { texts } from '../../texts/texts.js';
import { When, whenIn } from '../bookings/when.js';
import type { BookingChoice } from '../choice.js';
import type { ChosenSlot } from '../times/slot.picker.js';
import { bookingOf } from './booking.wish.js';
import { draftOf, type Drafts } from './drafts.js';
import { GuestForm } from './guest.form.js';
import { WhoPanel } from './who.panel.js';

interface Props {
  readonly choice: BookingChoice;
  /** What it costs, in words. */
  readonly price: string;
  readonly slot: ChosenSlot;
  readonly zone: string;
  /** `undefined`: not known yet. */
  readonly account: Account | null | undefined;
  readonly notice: string;
  readonly onSignedIn: (account: Account) => void;
  readonly onInstead: (slot: Pick<ChosenSlot, 'startsAt' | 'endsAt'>) => void;
  /** The server refused: what is shown as free may not be. */
  readonly onRefused: (error: Error) => void;
  readonly onBooked: (booking: Booked) => void;
  /** Whether people without an account may book here; `undefined`: not known yet. */
  readonly takesGuests: boolean | undefined;
  readonly drafts: Drafts;
}

/** What is about to be booked, who for, and the button that does it. */
export function CheckoutPanel(props: Props) {
  const { choice, price, slot, zone, account, notice, onSignedIn, takesGuests } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone after a sign-in, and after the end of a session.
  useLayoutEffect(() => heading.current?.focus(), [account?.id]);
  /** The time that was sent and not answered: it may be booked, by this very request, which then may be sent again. */
  const [unanswered, setUnanswered] = useState<string>();
  const offered = { ...slot, isFree: slot.isFree || slot.startsAt === unanswered };
  const form = {
    ...props,
    slot: offered,
    onRefused: (error: Error) => {
      const isAnswered = error instanceof ApiError && error.status >= 400 && error.status < 500;
      setUnanswered(isAnswered ? undefined : slot.startsAt);
      props.onRefused(error);
    },
  };
  return (
    <section class="panel checkout" aria-labelledby="checkout">
      <h2 id="checkout" ref={heading} tabIndex={-1}>
        {texts.book.yourAppointment}
      </h2>
      <Summary choice={choice} slot={slot} price={price} />
      {!offered.isFree && (
        <Taken
          slot={slot}
          zone={zone}
          onInstead={(instead) => {
            heading.current?.focus();
            props.onInstead(instead);
          }}
        />
      )}
      {account ? (
        <ConfirmForm {...form} account={account} />
      ) : account === undefined || takesGuests === undefined ? (
        // Not before both are known: another form would drop what is typed into this one.
        <p class="quiet">{texts.parts.loading}</p>
      ) : (
        <WhoPanel
          notice={notice}
          onSignedIn={onSignedIn}
          guest={takesGuests ? <GuestForm {...form} /> : undefined}
        />
      )}
    </section>
  );
}

function Summary({
  choice: { location, service, barber },
  slot,
  price,
}: Pick<Props, 'choice' | 'slot' | 'price'>) {
  return (
    <div class="summary">
      <p>
        <strong>{service.name}</strong>{' '}
        <span class="quiet">
          {barber === undefined ? texts.book.anybodyHint : texts.book.withBarber(barber.name)}
        </span>
      </p>
      <p>
        <When {...slot} zone={location.timezone} />
      </p>
      <p class="quiet">
        {isolated(location.name)} · {length(service.durationMinutes)} · {price}
      </p>
    </div>
  );
}

function Taken({ slot: { instead }, zone, onInstead }: Pick<Props, 'slot' | 'zone' | 'onInstead'>) {
  return (
    <div class="notice warning" role="alert">
      <p>{texts.book.timeIsGone}</p>
      {instead && (
        <button type="button" onClick={() => onInstead(instead)}>
          {texts.book.instead(whenIn(zone, instead.startsAt))}
        </button>
      )}
    </div>
  );
}

interface ConfirmProps extends Props {
  readonly account: Account;
}

function ConfirmForm({ choice, slot, account, drafts, onRefused, onBooked }: ConfirmProps) {
  const draft = draftOf(drafts, String(account.id), 'notes');
  const keys = useRef(new RequestKeys());
  const { onSubmit, busy, message } = useSubmit(async (value) => {
    if (!slot.isFree) return;
    const body = bookingOf(choice, slot, value('notes'));
    try {
      onBooked(await bookOnline(body, keys.current.keyOf(body)));
    } catch (error) {
      onRefused(error as Error);
      // The panel says itself that the time is taken, and what is free.
      if (!(error instanceof ApiError && error.code === 'slot-taken')) throw error;
    }
  });
  return (
    <form aria-label={texts.book.details} onSubmit={onSubmit}>
      <p class="quiet">{texts.parts.signedInAs(account.name)}</p>
      <div class="field">
        <label for="notes">{texts.parts.optional(texts.book.notes)}</label>
        <textarea
          id="notes"
          key={account.id}
          name={draft.name}
          rows={2}
          maxLength={2000}
          defaultValue={draft.defaultValue}
          onInput={(event) => draft.onInput(event.currentTarget.value)}
        />
      </div>
      <p class="bad" role="alert">
        {message}
      </p>
      <button class="primary wide" aria-disabled={busy || !slot.isFree}>
        {busy
          ? texts.book.booking
          : `${texts.book.confirm}: ${timeIn(choice.location.timezone, slot.startsAt)}`}
      </button>
    </form>
  );
}
